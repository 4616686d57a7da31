/* Every connector and every operation of the program. */
#include "apps/truffle/app.h"

#include "connectors/bigquery/bigquery.h"
#include "connectors/csv/csv_file.h"
#include "connectors/google-ads/google-ads.h"
#include "connectors/meta/meta.h"
#include "connectors/tiktok/tiktok.h"
#include "connectors/webhook/webhook.h"
#include "domain/accounts/accounts.h"
#include "domain/activation/activation.h"
#include "domain/analytics/analytics.h"
#include "domain/analytics/sql.h"
#include "domain/artifacts/artifacts.h"
#include "domain/audiences/audiences.h"
#include "domain/consent/consent.h"
#include "domain/conversations/conversations.h"
#include "domain/data/data.h"
#include "domain/loads/loads.h"
#include "domain/history/history.h"
#include "domain/syncs/syncs.h"
#include "domain/users/users.h"
#include "domain/withdrawals/withdrawals.h"

const struct platform_driver *const platform_drivers[] = { &google_ads_driver, &meta_driver, &tiktok_driver,
                                                           &webhook_driver,    &csv_driver,  NULL };

const struct warehouse_driver *warehouse_driver_of(const char *name)
{
    return text_is(name, bigquery_driver.name) ? &bigquery_driver : &duckdb_driver;
}

const struct operation *const all_operations[] = {
    &user_operations[AUTH_LINK],
    &user_operations[AUTH_ME],
    &user_operations[AUTH_ME_UPDATE],
    &user_operations[AUTH_LOGOUT],
    &user_operations[WORKSPACE_GET],
    &user_operations[WORKSPACE_UPDATE],
    &user_operations[USER_LIST],
    &user_operations[USER_ADD],
    &user_operations[USER_UPDATE],
    &user_operations[USER_SIGNIN_LINK],
    &data_operations[MODEL_GET],
    &data_operations[MODEL_VALUES],
    &load_operations[LOAD_GA4],
    &load_operations[LOAD_CUSTOMERS],
    &load_operations[LOAD_CUSTOMER_USERS],
    &load_operations[LOAD_ORDERS],
    &load_operations[LOAD_CAMPAIGN_DAYS],
    &load_operations[LOAD_ITEM_COSTS],
    &load_operations[LOAD_CONSENTS],
    &load_operations[LOAD_DEMO],
    &load_operations[WAREHOUSE_INIT],
    &load_operations[WAREHOUSE_REFRESH],
    &analytics_operations[QUERY_RUN],
    &analytics_operations[QUERY_EXPLAIN],
    &analytics_operations[ANALYTICS_KPIS],
    &analytics_operations[ANALYTICS_SESSIONS],
    &conversation_operations[ASK],
    &conversation_operations[CONVERSATION_LIST],
    &conversation_operations[CONVERSATION_GET],
    &conversation_operations[CONVERSATION_UPDATE],
    &conversation_operations[CONVERSATION_DELETE],
    &artifact_operations[ARTIFACT_LIST],
    &artifact_operations[ARTIFACT_CREATE],
    &artifact_operations[ARTIFACT_GET],
    &artifact_operations[ARTIFACT_UPDATE],
    &artifact_operations[ARTIFACT_DELETE],
    &sql_operations[SQL_RUN],
    &sql_operations[SQL_TABLES],
    &sql_operations[SQL_TABLE],
    &audience_operations[AUDIENCE_LIST],
    &audience_operations[AUDIENCE_CREATE],
    &audience_operations[AUDIENCE_GET],
    &audience_operations[AUDIENCE_UPDATE],
    &audience_operations[AUDIENCE_ARCHIVE],
    &audience_operations[AUDIENCE_VERSIONS],
    &audience_operations[AUDIENCE_SIZE],
    &audience_operations[AUDIENCE_SAMPLE],
    &audience_operations[AUDIENCE_PREVIEW],
    &audience_operations[AUDIENCE_METRICS],
    &consent_operations[CONSENT_RECORD],
    &consent_operations[CONSENT_WITHDRAW],
    &consent_operations[CONSENT_CHECK],
    &consent_operations[CONSENT_LOOKUP],
    &withdrawal_operations[REMOVAL_LIST],
    &withdrawal_operations[CONSENT_CERTIFICATE],
    &account_operations[ACCOUNT_LIST],
    &account_operations[ACCOUNT_ADD],
    &account_operations[ACCOUNT_UPDATE],
    &account_operations[ACCOUNT_REMOVE],
    &activation_operations[ACTIVATION_REHEARSE],
    &activation_operations[ACTIVATION_PUSH],
    &activation_operations[ACTIVATION_GET],
    &activation_operations[ACTIVATION_LIST],
    &activation_operations[ACTIVATION_APPROVE],
    &activation_operations[ACTIVATION_REJECT],
    &activation_operations[ACTIVATION_CANCEL],
    &activation_operations[ACTIVATION_RETRY],
    &sync_operations[SYNC_LIST],
    &sync_operations[SYNC_GET],
    &sync_operations[SYNC_PAUSE],
    &sync_operations[SYNC_RESUME],
    &sync_operations[SYNC_END],
    &history_operations[AUDIT_LIST],
    &history_operations[AUDIT_VERIFY],
    NULL,
};
