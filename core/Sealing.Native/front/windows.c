/*
 * Loading on Windows: the .NET runtime and the managed library lie beside this one. A dispatcher loads a package and takes
 * its tables while it holds the loader lock, and a runtime cannot start there. So the table handed out is one of C
 * functions: the first of them that needs managed code starts the runtime and takes the managed table, and from then on
 * each is one jump more. A process that only lists its packages never starts a runtime.
 *
 * A dispatcher may hand an answer to its caller as it is (Wine does), so here a status leaves as SSPI spells it, SEC_E_*;
 * Windows' own dispatcher lets those pass.
 */
#include "front.h"

#include <wchar.h>

/* The hosting interface of the .NET runtime, as far as it is used (hostfxr.h and coreclr_delegates.h of .NET). */
typedef int(__cdecl *HostInitialize)(int count, const wchar_t **arguments, const void *parameters, void **host);
typedef int(__cdecl *HostDelegate)(void *host, int type, void **function);
typedef int(__stdcall *GetFunctionPointer)(
    const wchar_t *type, const wchar_t *method, const wchar_t *delegate, void *context, void *reserved, void **function);

#define GET_FUNCTION_POINTER 6
#define UNMANAGED_CALLERS_ONLY ((const wchar_t *)-1)
#define ENTRY_POINTS L"PerfLab.Sealing.Native.EntryPoints, PerfLab.Sealing.Native"

static INIT_ONCE s_once = INIT_ONCE_STATIC_INIT;
static Variant s_variant;
static SECPKG_DLL_FUNCTIONS s_heap;
static PSECPKG_DLL_FUNCTIONS s_lent; /* &s_heap once the dispatcher has lent its heap */

static int beside(const wchar_t *file, wchar_t path[MAX_PATH])
{
    HMODULE self;
    DWORD flags = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    if (!GetModuleHandleExW(flags, (const wchar_t *)(void *)beside, &self))
    {
        return 0;
    }

    DWORD length = GetModuleFileNameW(self, path, MAX_PATH);
    while (length > 0 && path[length - 1] != L'\\')
    {
        length--;
    }

    if (length + wcslen(file) >= MAX_PATH)
    {
        return 0;
    }

    wcscpy(path + length, file);
    return 1;
}

/* The managed library as an application of its own: its runtimeconfig.json and deps.json name the runtime beside it. */
static GetFunctionPointer start_runtime(void)
{
    wchar_t path[MAX_PATH];
    HMODULE library = beside(L"hostfxr.dll", path) ? LoadLibraryW(path) : NULL;
    if (library == NULL || !beside(L"PerfLab.Sealing.Native.dll", path))
    {
        return NULL;
    }

    HostInitialize initialize = (HostInitialize)(void *)GetProcAddress(library, "hostfxr_initialize_for_dotnet_command_line");
    HostDelegate get_delegate = (HostDelegate)(void *)GetProcAddress(library, "hostfxr_get_runtime_delegate");
    const wchar_t *arguments[] = {path};
    void *host, *function;
    if (initialize == NULL || get_delegate == NULL || initialize(1, arguments, NULL, &host) < 0
        || get_delegate(host, GET_FUNCTION_POINTER, &function) < 0)
    {
        return NULL;
    }

    return (GetFunctionPointer)function;
}

static BOOL CALLBACK start(INIT_ONCE *once, void *unused, void **context)
{
    (void)once, (void)unused, (void)context;
    void *initialize, *allocated;
    PSECPKG_USER_FUNCTION_TABLE table;
    ULONG version, count;
    GetFunctionPointer get = start_runtime();
    if (get != NULL && get(ENTRY_POINTS, L"SpUserModeInitialize", UNMANAGED_CALLERS_ONLY, NULL, NULL, &initialize) >= 0
        && get(ENTRY_POINTS, L"AllocatedBytes", UNMANAGED_CALLERS_ONLY, NULL, NULL, &allocated) >= 0
        && ((UserModeInitialize)initialize)(SECPKG_INTERFACE_VERSION, &version, &table, &count) == STATUS_SUCCESS
        && table->InstanceInit(version, s_lent, NULL) == STATUS_SUCCESS)
    {
        s_variant = (Variant){"jit", table, (AllocatedBytes)allocated};
    }

    return TRUE;
}

const Variant *front_variant(void)
{
    InitOnceExecuteOnce(&s_once, start, NULL, NULL);
    return &s_variant;
}

/* Called at loading: the heap waits for the runtime. */
static NTSTATUS NTAPI instance_init(ULONG version, PSECPKG_DLL_FUNCTIONS functions, PVOID *unused)
{
    (void)version, (void)unused;
    if (functions != NULL)
    {
        s_heap.AllocateHeap = functions->AllocateHeap;
        s_heap.FreeHeap = functions->FreeHeap;
        s_lent = &s_heap;
    }

    return STATUS_SUCCESS;
}

#define FORWARD(name, parameters, ...) \
    static NTSTATUS NTAPI forward_##name parameters \
    { \
        PSECPKG_USER_FUNCTION_TABLE table = front_variant()->table; \
        return table == NULL ? SEC_E_UNSUPPORTED_FUNCTION : PerfLabSspSecurityStatus(table->name(__VA_ARGS__)); \
    }

FORWARD(InitUserModeContext, (LSA_SEC_HANDLE context, PSecBuffer packed), context, packed)
FORWARD(MakeSignature, (LSA_SEC_HANDLE context, ULONG qop, PSecBufferDesc buffers, ULONG number), context, qop, buffers, number)
FORWARD(VerifySignature, (LSA_SEC_HANDLE context, PSecBufferDesc buffers, ULONG number, PULONG qop), context, buffers, number, qop)
FORWARD(SealMessage, (LSA_SEC_HANDLE context, ULONG qop, PSecBufferDesc buffers, ULONG number), context, qop, buffers, number)
FORWARD(UnsealMessage, (LSA_SEC_HANDLE context, PSecBufferDesc buffers, ULONG number, PULONG qop), context, buffers, number, qop)
FORWARD(QueryContextAttributes, (LSA_SEC_HANDLE context, ULONG attribute, PVOID buffer), context, attribute, buffer)
FORWARD(DeleteUserModeContext, (LSA_SEC_HANDLE context), context)
FORWARD(ExportContext, (LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed, PHANDLE token), context, flags, packed, token)
FORWARD(ImportContext, (PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context), packed, token, context)

static NTSTATUS NTAPI not_supported(void)
{
    return SEC_E_UNSUPPORTED_FUNCTION;
}

/* Older SDKs know 14 entries; a dispatcher of a later interface version reads 15. */
static struct
{
    SECPKG_USER_FUNCTION_TABLE contract;
    void *marshal_attribute_data;
} s_table = {
    {
        .InstanceInit = instance_init,
        .InitUserModeContext = forward_InitUserModeContext,
        .MakeSignature = forward_MakeSignature,
        .VerifySignature = forward_VerifySignature,
        .SealMessage = forward_SealMessage,
        .UnsealMessage = forward_UnsealMessage,
        .GetContextToken = (void *)not_supported,
        .QueryContextAttributes = forward_QueryContextAttributes,
        .CompleteAuthToken = (void *)not_supported,
        .DeleteUserModeContext = forward_DeleteUserModeContext,
        .FormatCredentials = (void *)not_supported,
        .MarshallSupplementalCreds = (void *)not_supported,
        .ExportContext = forward_ExportContext,
        .ImportContext = forward_ImportContext,
    },
    (void *)not_supported,
};

PSECPKG_USER_FUNCTION_TABLE front_user_table(void)
{
    return &s_table.contract;
}
