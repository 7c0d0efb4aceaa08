/* Loading on Linux: the variant lies beside this library and starts at once; callers get its own table. */
#define _GNU_SOURCE
#include "front.h"

#include <dlfcn.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_once_t s_once = PTHREAD_ONCE_INIT;
static Variant s_variant;

static int load(const char *level)
{
    char path[PATH_MAX];
    Dl_info self;
    if (dladdr((void *)front_variant, &self) == 0)
    {
        return 0;
    }

    const char *name = strrchr(self.dli_fname, '/');
    int folder = name == NULL ? 0 : (int)(name - self.dli_fname + 1);
    int length = snprintf(path, sizeof path, "%.*sperflab_ssp.%s.so", folder, self.dli_fname, level);
    void *library = length < (int)sizeof path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL)
    {
        return 0;
    }

    UserModeInitialize initialize = (UserModeInitialize)dlsym(library, "SpUserModeInitialize");
    AllocatedBytes allocated = (AllocatedBytes)dlsym(library, "PerfLabSspAllocatedBytes");
    ULONG version, count;
    if (initialize == NULL || allocated == NULL
        || initialize(SECPKG_INTERFACE_VERSION, &version, &s_variant.table, &count) != STATUS_SUCCESS)
    {
        return 0;
    }

    s_variant.allocated_bytes = allocated;
    s_variant.level = level;
    return 1;
}

static void start(void)
{
    for (const char *const *level = front_levels(); *level != NULL; level++)
    {
        if (load(*level))
        {
            return;
        }
    }
}

const Variant *front_variant(void)
{
    pthread_once(&s_once, start);
    return &s_variant;
}

PSECPKG_USER_FUNCTION_TABLE front_user_table(void)
{
    return front_variant()->table;
}
