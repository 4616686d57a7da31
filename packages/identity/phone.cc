#include "packages/identity/phone.h"

#include <cstring>
#include <string>

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace
{

phone_verdict verdict_of(PhoneNumberUtil::ErrorType error)
{
    switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
        return PHONE_OK;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
        return PHONE_NO_COUNTRY;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
        return PHONE_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG_NSN:
        return PHONE_TOO_LONG;
    default:
        return PHONE_NO_NUMBER;
    }
}

phone_verdict verdict_of(PhoneNumberUtil::ValidationResult result)
{
    switch (result) {
    case PhoneNumberUtil::IS_POSSIBLE:
        return PHONE_OK;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
        return PHONE_NO_COUNTRY;
    case PhoneNumberUtil::TOO_SHORT:
        return PHONE_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG:
        return PHONE_TOO_LONG;
    default:
        return PHONE_IMPOSSIBLE; /* a length that no number has, or one that works only within its town */
    }
}

} // namespace

extern "C" phone_verdict phone_parse(const char *text, const char *region, char out[PHONE_SIZE])
{
    const PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    std::string e164;
    phone_verdict verdict = verdict_of(util->Parse(text, region ? region : "ZZ", &number));

    if (verdict == PHONE_OK)
        verdict = verdict_of(util->IsPossibleNumberWithReason(number));
    if (verdict != PHONE_OK)
        return verdict;
    util->Format(number, PhoneNumberUtil::E164, &e164);
    if (e164.size() >= PHONE_SIZE)
        return PHONE_TOO_LONG;
    std::memcpy(out, e164.c_str(), e164.size() + 1);
    return PHONE_OK;
}
