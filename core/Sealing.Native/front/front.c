/* The exports. The user half is the variant's; the authority's half is here, in lsa.c, and starts nothing by itself. */
#include "front.h"


extern SECPKG_FUNCTION_TABLE front_lsa_table;

static NTSTATUS negotiate(ULONG lsaVersion, PULONG packageVersion, void *tables, PULONG tableCount)
{
    if (packageVersion == NULL || tables == NULL || tableCount == NULL || lsaVersion < SECPKG_INTERFACE_VERSION)
    {
        return STATUS_INVALID_PARAMETER;
    }

    *packageVersion = SECPKG_INTERFACE_VERSION;
    *tableCount = 1;
    return STATUS_SUCCESS;
}

PERFLAB_SSP_API NTSTATUS SEC_ENTRY SpUserModeInitialize(
    ULONG lsaVersion, PULONG packageVersion, PSECPKG_USER_FUNCTION_TABLE *tables, PULONG tableCount)
{
    NTSTATUS status = negotiate(lsaVersion, packageVersion, tables, tableCount);
    if (status != STATUS_SUCCESS)
    {
        return status;
    }

    *tables = front_user_table();
    return *tables != NULL ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

PERFLAB_SSP_API NTSTATUS SEC_ENTRY SpLsaModeInitialize(
    ULONG lsaVersion, PULONG packageVersion, PSECPKG_FUNCTION_TABLE *tables, PULONG tableCount)
{
    NTSTATUS status = negotiate(lsaVersion, packageVersion, tables, tableCount);
    if (status == STATUS_SUCCESS)
    {
        *tables = &front_lsa_table;
    }

    return status;
}

#define VERSION_AT(level) PERFLAB_SSP_VERSION " " level

PERFLAB_SSP_API const char *SEC_ENTRY PerfLabSspVersion(void)
{
    const char *level = front_variant()->level;
    return level == NULL ? VERSION_AT("none")
        : level[0] == 'b' ? VERSION_AT("base")
        : level[0] == 'j' ? VERSION_AT("jit")
        : level[1] == '2' ? VERSION_AT("v2")
        : level[1] == '3' ? VERSION_AT("v3")
                          : VERSION_AT("v4");
}

PERFLAB_SSP_API int64_t SEC_ENTRY PerfLabSspAllocatedBytes(void)
{
    const Variant *variant = front_variant();
    return variant->level == NULL ? 0 : variant->allocated_bytes();
}
