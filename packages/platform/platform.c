#include "packages/platform/platform.h"

#include "packages/core/text.h"

const struct platform_driver *platform_find(const struct platform_driver *const *drivers, const char *name)
{
    for (; *drivers; drivers++)
        if (text_is((*drivers)->name, name))
            return *drivers;
    return NULL;
}

const struct platform_cause *platform_cause(const struct platform_driver *driver, const char *name)
{
    for (const struct platform_cause *cause = driver->causes; cause->name; cause++)
        if (text_is(cause->name, name))
            return cause;
    return NULL;
}
