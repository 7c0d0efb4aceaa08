/*
 * SECPKG_FUNCTION_TABLE, the half that a local security authority loads. The package authenticates nobody: whoever opens
 * a context brings its keys, as a packed context in the TOKEN buffer of InitializeSecurityContext or
 * AcceptSecurityContext, and learns nothing that he did not know.
 *
 * An authority that keeps the halves apart (it passes contextData) gets the packed context back to hand it to
 * InitUserModeContext, and no managed code runs in its process. A dispatcher with both halves in one process (it passes
 * NULL) gets a context that is open already.
 */
#include "front.h"

#include <stdatomic.h>
#include <string.h>

/* INTEGRITY, PRIVACY, CONNECTION, READONLY_WITH_CHECKSUM */
#define CAPABILITIES (0x1u | 0x2u | 0x10u | 0x40000u)
#define MAX_TOKEN 4096
#define NO_RPC_ID 0xFFFF
#define MAX_BUFFERS 32

static const TimeStamp *never(void);

static SEC_WCHAR s_name[] = {'P', 'e', 'r', 'f', 'L', 'a', 'b', 0};
static SEC_WCHAR s_comment[] = {'M', 'e', 's', 's', 'a', 'g', 'e', ' ', 's', 'e', 'a', 'l', 'i', 'n', 'g', 0};
static const char s_ansi_name[] = "PerfLab";

static PLSA_DISPATCH_TABLE s_dispatch;
static atomic_uintptr_t s_last_mapped;

static NTSTATUS NTAPI initialize_package(
    ULONG package, PLSA_DISPATCH_TABLE dispatch, PLSA_STRING database, PLSA_STRING confidentiality, PLSA_STRING *name)
{
    (void)package, (void)database, (void)confidentiality;
    if (dispatch == NULL || name == NULL)
    {
        return STATUS_INVALID_PARAMETER;
    }

    LSA_STRING *answer = dispatch->AllocateLsaHeap(sizeof *answer + sizeof s_ansi_name);
    if (answer == NULL)
    {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    s_dispatch = dispatch;
    answer->Buffer = memcpy(answer + 1, s_ansi_name, sizeof s_ansi_name);
    answer->Length = sizeof s_ansi_name - 1;
    answer->MaximumLength = sizeof s_ansi_name;
    *name = answer;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI initialize(ULONG_PTR package, PVOID parameters, PVOID functions)
{
    (void)package, (void)parameters, (void)functions;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI shutdown_package(void)
{
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI get_info(PSecPkgInfoW info)
{
    if (info == NULL)
    {
        return STATUS_INVALID_PARAMETER;
    }

    info->fCapabilities = CAPABILITIES;
    info->wVersion = 1;
    info->wRPCID = NO_RPC_ID;
    info->cbMaxToken = MAX_TOKEN;
    info->Name = s_name;
    info->Comment = s_comment;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI acquire_credentials(
    PVOID principal, ULONG use, PVOID logon, PVOID data, PVOID get_key, PVOID argument, PLSA_SEC_HANDLE credential,
    PTimeStamp expiry)
{
    (void)principal, (void)use, (void)logon, (void)data, (void)get_key, (void)argument;
    if (credential == NULL)
    {
        return STATUS_INVALID_PARAMETER;
    }

    *credential = 1;
    if (expiry != NULL)
    {
        *expiry = *never();
    }

    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI free_credentials(LSA_SEC_HANDLE credential)
{
    (void)credential;
    return STATUS_SUCCESS;
}

static PSecBuffer token_of(PSecBufferDesc input)
{
    if (input == NULL || input->ulVersion != SECBUFFER_VERSION || input->cBuffers > MAX_BUFFERS || input->pBuffers == NULL)
    {
        return NULL;
    }

    for (ULONG i = 0; i < input->cBuffers; i++)
    {
        if ((input->pBuffers[i].BufferType & 0x0FFFFFFF) == SECBUFFER_TOKEN && input->pBuffers[i].pvBuffer != NULL)
        {
            return &input->pBuffers[i];
        }
    }

    return NULL;
}

static NTSTATUS map(PSecBuffer packed, PLSA_SEC_HANDLE context, PSecBuffer context_data)
{
    void *copy = s_dispatch == NULL ? NULL : s_dispatch->AllocateLsaHeap(packed->cbBuffer);
    if (copy == NULL)
    {
        return STATUS_INSUFFICIENT_RESOURCES;
    }

    context_data->pvBuffer = memcpy(copy, packed->pvBuffer, packed->cbBuffer);
    context_data->cbBuffer = packed->cbBuffer;
    context_data->BufferType = SECBUFFER_TOKEN;
    *context = (atomic_fetch_add(&s_last_mapped, 1) + 1) * 2; /* even: the table's own handles are odd */
    return STATUS_SUCCESS;
}

static NTSTATUS open_context(
    PSecBufferDesc input, PLSA_SEC_HANDLE context, PULONG attributes, PTimeStamp expiry, BOOLEAN *mapped, PSecBuffer context_data)
{
    PSecBuffer packed = token_of(input);
    if (packed == NULL || context == NULL || mapped == NULL)
    {
        return packed == NULL ? SEC_E_INVALID_TOKEN : STATUS_INVALID_PARAMETER;
    }

    PSECPKG_USER_FUNCTION_TABLE table = context_data == NULL ? front_user_table() : NULL;
    NTSTATUS status = context_data != NULL ? map(packed, context, context_data)
        : table != NULL                    ? table->ImportContext(packed, NULL, context)
                                           : STATUS_NOT_SUPPORTED;
    *mapped = status == STATUS_SUCCESS && context_data != NULL;
    if (attributes != NULL)
    {
        *attributes = 0;
    }

    if (expiry != NULL)
    {
        *expiry = *never();
    }

    return status;
}

static NTSTATUS NTAPI init_context(
    LSA_SEC_HANDLE credential, LSA_SEC_HANDLE context, PVOID target, ULONG requirements, ULONG representation,
    PSecBufferDesc input, PLSA_SEC_HANDLE new_context, PSecBufferDesc output, PULONG attributes, PTimeStamp expiry,
    BOOLEAN *mapped, PSecBuffer context_data)
{
    (void)credential, (void)context, (void)target, (void)requirements, (void)representation, (void)output;
    return open_context(input, new_context, attributes, expiry, mapped, context_data);
}

static NTSTATUS NTAPI accept_context(
    LSA_SEC_HANDLE credential, LSA_SEC_HANDLE context, PSecBufferDesc input, ULONG requirements, ULONG representation,
    PLSA_SEC_HANDLE new_context, PSecBufferDesc output, PULONG attributes, PTimeStamp expiry, BOOLEAN *mapped,
    PSecBuffer context_data)
{
    (void)credential, (void)context, (void)requirements, (void)representation, (void)output;
    return open_context(input, new_context, attributes, expiry, mapped, context_data);
}

/* A mapped context has nothing on this side; one that is open here is the user half's. */
static NTSTATUS NTAPI delete_context(LSA_SEC_HANDLE context)
{
    if ((context & 1) == 0)
    {
        return context != 0 && context <= atomic_load(&s_last_mapped) * 2 ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
    }

    PSECPKG_USER_FUNCTION_TABLE table = front_user_table();
    return table == NULL ? STATUS_INVALID_HANDLE : table->DeleteUserModeContext(context);
}

static NTSTATUS NTAPI query_context(LSA_SEC_HANDLE context, ULONG attribute, PVOID buffer)
{
    PSECPKG_USER_FUNCTION_TABLE table = front_user_table();
    return table == NULL ? STATUS_INVALID_HANDLE : table->QueryContextAttributes(context, attribute, buffer);
}

static const TimeStamp *never(void)
{
    static const int64_t end_of_filetime = INT64_MAX;
    return (const TimeStamp *)&end_of_filetime;
}

SECPKG_FUNCTION_TABLE front_lsa_table = {
    .InitializePackage = (void *)initialize_package,
    .Initialize = (void *)initialize,
    .Shutdown = (void *)shutdown_package,
    .GetInfo = (void *)get_info,
    .AcquireCredentialsHandle = (void *)acquire_credentials,
    .FreeCredentialsHandle = (void *)free_credentials,
    .InitLsaModeContext = (void *)init_context,
    .AcceptLsaModeContext = (void *)accept_context,
    .DeleteContext = (void *)delete_context,
    .QueryContextAttributes = (void *)query_context,
};
