/*
 * Every command, alphabetically. Help, did-you-mean and completion come from this table.
 */
#include "apps/truffle/cli.h"

#include "domain/accounts/accounts.h"
#include "domain/activation/activation.h"
#include "domain/analytics/analytics.h"
#include "domain/audiences/audiences.h"
#include "domain/consent/consent.h"
#include "domain/loads/loads.h"
#include "domain/history/history.h"
#include "domain/users/users.h"

#define INPUTS(...)                                                                                          \
    .inputs = (const struct input[]){ __VA_ARGS__ },                                                         \
    .n_inputs = COUNT(((const struct input[]){ __VA_ARGS__ }))
#define OPTIONAL .optional = true

static const struct input load_inputs[] = {
    { "FILE", "files", INPUT_FILES, "Files, plain or .gz.", false },
    { "--skip-bad", "skip_bad", INPUT_SWITCH, "Leave bad lines out and count them, instead of failing.",
      OPTIONAL },
};
#define LOAD_INPUTS .inputs = load_inputs, .n_inputs = COUNT(load_inputs), .print = print_load

const struct command commands[] = {
    { "account add", "Connect an account of an ad platform",
      "truffle account add google-ads 1234567890 'Acme' --token-file -", &account_operations[ACCOUNT_ADD],
      INPUTS({ "PLATFORM", "platform", INPUT_TEXT, "Connector, such as google-ads.", false },
             { "ID", "external_id", INPUT_TEXT, "The platform's own id, digits.", false },
             { "NAME", "name", INPUT_TEXT, "For people.", false },
             { "--login", "login_id", INPUT_TEXT, "Manager account that the token signs in to.", OPTIONAL },
             { "--token-file", "access_token", INPUT_SECRET,
               "File with the access token, - for standard input.", false },
             { "--sandbox", "sandbox", INPUT_SWITCH, "It is a simulator.", OPTIONAL }) },
    { "account list", "List connected accounts", "truffle account list", &account_operations[ACCOUNT_LIST],
      .n_inputs = 0 },
    { "approve", "Approve a push, exactly as shown", "truffle approve psh_01 --as 'Ben K.'",
      .run = run_approve },
    { "audience create", "Create an audience", "truffle audience create 'Lapsed' --rules rules.json",
      &audience_operations[AUDIENCE_CREATE],
      INPUTS(
          { "NAME", "name", INPUT_TEXT, "Unique among live audiences.", false },
          { "--description", "description", INPUT_TEXT, "Free text.", OPTIONAL },
          { "--rules", "rules", INPUT_JSON, "File with the rule tree, - for standard input.", OPTIONAL }) },
    { "audience list", "List audiences", "truffle audience list", &audience_operations[AUDIENCE_LIST],
      INPUTS({ "--limit", "limit", INPUT_TEXT, "Rows wanted.", OPTIONAL },
             { "--cursor", "cursor", INPUT_TEXT, "Where the page before ended.", OPTIONAL }) },
    { "audience show", "Show an audience", "truffle audience show aud_01", &audience_operations[AUDIENCE_GET],
      INPUTS({ "ID", "id", INPUT_TEXT, "Which one.", false }) },
    { "audience size", "Count an audience and its rules", "truffle audience size aud_01",
      &audience_operations[AUDIENCE_SIZE], INPUTS({ "ID", "id", INPUT_TEXT, "Which one.", false }) },
    { "audience update", "Change an audience", "truffle audience update aud_01 --rules rules.json",
      &audience_operations[AUDIENCE_UPDATE],
      INPUTS(
          { "ID", "id", INPUT_TEXT, "Which one.", false },
          { "--name", "name", INPUT_TEXT, "A new name.", OPTIONAL },
          { "--description", "description", INPUT_TEXT, "Free text; empty removes it.", OPTIONAL },
          { "--rules", "rules", INPUT_JSON, "File with the rule tree, - for standard input.", OPTIONAL }) },
    { "audit list", "Read the audit log", "truffle audit list", &history_operations[AUDIT_LIST],
      INPUTS({ "--limit", "limit", INPUT_TEXT, "Rows wanted.", OPTIONAL },
             { "--cursor", "cursor", INPUT_TEXT, "Where the page before ended.", OPTIONAL },
             { "--who", "who", INPUT_TEXT, "Only this person's.", OPTIONAL },
             { "--what", "what", INPUT_TEXT, "Only this operation.", OPTIONAL }) },
    { "audit verify", "Check the audit log's chain", "truffle audit verify",
      &history_operations[AUDIT_VERIFY], .n_inputs = 0 },
    { "cancel", "Cancel a push", "truffle cancel psh_01", &activation_operations[ACTIVATION_CANCEL],
      INPUTS({ "JOB", "id", INPUT_TEXT, "Which push.", false }), .print = print_job },
    { "config", "Show or check the settings", "truffle config show", .run = run_config },
    { "consent check", "What a customer agreed to", "truffle consent check C00001 ad_user_data",
      &consent_operations[CONSENT_CHECK],
      INPUTS({ "CUSTOMER", "customer_id", INPUT_TEXT, "Whose.", false },
             { "PURPOSE", "type", INPUT_TEXT, "ad_user_data, ad_personalization or email.", false }) },
    { "consent record", "Record a consent or a withdrawal",
      "truffle consent record customer_id C00001 ad_user_data withdrawn --source 'phone call'",
      &consent_operations[CONSENT_RECORD],
      INPUTS({ "KIND", "identifier_type", INPUT_TEXT, "email, phone or customer_id.", false },
             { "IDENTIFIER", "identifier", INPUT_TEXT, "Hashed on arrival.", false },
             { "PURPOSE", "consent_type", INPUT_TEXT, "ad_user_data, ad_personalization or email.", false },
             { "STATE", "state", INPUT_TEXT, "granted or withdrawn.", false },
             { "--source", "source", INPUT_TEXT, "Where it was said.", false },
             { "--at", "at", INPUT_TEXT, "When it was said.", OPTIONAL }) },
    { "demo", "Load the demo company", "truffle demo", &load_operations[LOAD_DEMO], .print = print_load },
    { "explain", "Show each station of a plan on its way to SQL", "truffle explain plan.json --stage text",
      &analytics_operations[QUERY_EXPLAIN],
      INPUTS({ "FILE", "", INPUT_JSON_ALL, "A plan, - for standard input.", false }),
      .print = print_explanation },
    { "job", "Show a push and its receipt", "truffle job psh_01", &activation_operations[ACTIVATION_GET],
      INPUTS({ "JOB", "id", INPUT_TEXT, "Which push.", false }), .print = print_job },
    { "job list", "List pushes", "truffle job list", &activation_operations[ACTIVATION_LIST],
      INPUTS({ "--limit", "limit", INPUT_TEXT, "Rows wanted.", OPTIONAL },
             { "--cursor", "cursor", INPUT_TEXT, "Where the page before ended.", OPTIONAL }) },
    { "load consents", "Load consents into the registry", "truffle load consents consents.csv",
      &load_operations[LOAD_CONSENTS], LOAD_INPUTS },
    { "load customer-users", "Load which users are which customers", "truffle load customer-users links.csv",
      &load_operations[LOAD_CUSTOMER_USERS], LOAD_INPUTS },
    { "load customers", "Load customers and their attributes", "truffle load customers customers.csv",
      &load_operations[LOAD_CUSTOMERS], LOAD_INPUTS },
    { "load ga4", "Load a GA4 export", "truffle load ga4 events_20261123.json.gz", &load_operations[LOAD_GA4],
      LOAD_INPUTS },
    { "load orders", "Load orders, a row a line", "truffle load orders orders.csv",
      &load_operations[LOAD_ORDERS], LOAD_INPUTS },
    { "openapi", "Print the API's description", "truffle openapi > openapi.json", .run = run_openapi },
    { "push", "Ask for an audience to be pushed", "truffle push aud_01 --account 1234567890",
      &activation_operations[ACTIVATION_PUSH],
      INPUTS(
          { "AUDIENCE", "id", INPUT_TEXT, "Which audience.", false },
          { "--account", "account", INPUT_TEXT, "Where to: our id or the platform's.", false },
          { "--list", "list_name", INPUT_TEXT, "Name of the list; the audience's when left out.", OPTIONAL },
          { "--holdout", "holdout_pct", INPUT_TEXT, "Share to keep back, in percent.", OPTIONAL },
          { "--days", "membership_days", INPUT_TEXT, "How long people stay without a refresh.", OPTIONAL },
          { "--note", "note", INPUT_TEXT, "For the approver.", OPTIONAL }),
      .print = print_job },
    { "query", "Answer a plan", "truffle query plan.json", &analytics_operations[QUERY_RUN],
      INPUTS({ "FILE", "", INPUT_JSON_ALL, "A plan, - for standard input.", false }), .print = print_answer },
    { "reject", "Reject a push", "truffle reject psh_01 'Too many people' --as 'Ben K.'",
      &activation_operations[ACTIVATION_REJECT],
      INPUTS({ "JOB", "id", INPUT_TEXT, "Which push.", false },
             { "REASON", "note", INPUT_TEXT, "Why.", false }),
      .print = print_job },
    { "retry", "Send again what failed", "truffle retry psh_01", &activation_operations[ACTIVATION_RETRY],
      INPUTS({ "JOB", "id", INPUT_TEXT, "Which push.", false }), .print = print_job },
    { "sandbox", "Run the simulator of the ad platforms",
      "truffle sandbox --listen 127.0.0.1:9090 --state ./sandbox", .run = run_sandbox },
    { "serve", "Run the server", "truffle serve --listen 127.0.0.1:8080", .run = run_serve },
    { "show", "Print the tables that the program is made from", "truffle show routes", .run = run_show },
    { "signin", "Print a new one-time sign-in link", "truffle signin", &user_operations[USER_SIGNIN_LINK],
      INPUTS({ "--name", "name", INPUT_TEXT, "For whom; the first superadmin when left out.", OPTIONAL }),
      .print = print_link },
    { "types", "Print the API's TypeScript types", "truffle types > api.ts", .run = run_types },
    { "user add", "Add a person and print their sign-in link",
      "truffle user add 'Ben K.' --role user --approver", &user_operations[USER_ADD],
      INPUTS({ "NAME", "name", INPUT_TEXT, "Unique.", false },
             { "--role", "role", INPUT_TEXT, "user, admin or superadmin.", false },
             { "--approver", "approver", INPUT_SWITCH, "May decide pushes that others asked for.", OPTIONAL },
             { "--auditor", "auditor", INPUT_SWITCH, "May read the audit log.", OPTIONAL }),
      .print = print_link },
    { "user list", "List people", "truffle user list", &user_operations[USER_LIST], .n_inputs = 0 },
    { "version", "Print the version", "truffle version", .run = run_version },
};
const size_t n_commands = COUNT(commands);
