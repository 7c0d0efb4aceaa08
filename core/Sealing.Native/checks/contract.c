/* The contract as a C caller meets it: what works, and that whatever he passes gets a status. */
#include "check.h"

#include <stdlib.h>

static const uint8_t secret[32] = "secret of the contract's checks!";
static const uint32_t flags = INTEGRITY | CONFIDENTIALITY;

static int heap_balance;

static PVOID NTAPI heap_allocate(ULONG length)
{
    heap_balance++;
    return malloc(length);
}

static void NTAPI heap_free(PVOID memory)
{
    heap_balance--;
    free(memory);
}

static void round_trip(const Suite *suite)
{
    LSA_SEC_HANDLE client, server;
    NTSTATUS status = open_context(suite, INITIATOR, flags, secret, &client);
    if (status == STATUS_NOT_SUPPORTED)
    {
        skip("%s: this machine does not run it", suite->name);
        return;
    }

    Message message = {0};
    ULONG qop = 7;
    int good = status == STATUS_SUCCESS && open_context(suite, ACCEPTOR, flags, secret, &server) == STATUS_SUCCESS;
    for (ULONG size = 0; good && size <= 600; size++)
    {
        message_init(&message, token_size(client), size);
        memset(message.data, (int)size, size);
        good = table->SealMessage(client, 0, &message.descriptor, 0) == STATUS_SUCCESS
            && table->UnsealMessage(server, &message.descriptor, 0, &qop) == STATUS_SUCCESS && qop == 0
            && (size == 0 || (message.data[0] == (uint8_t)size && memcmp(message.data, message.data + 1, size - 1) == 0));
        message_init(&message, token_size(client), size);
        good = good && table->MakeSignature(client, 0, &message.descriptor, 0) == STATUS_SUCCESS
            && table->VerifySignature(server, &message.descriptor, 0, &qop) == STATUS_SUCCESS;
    }

    check(good, "%s: seal, unseal, sign and verify, 0 to 600 bytes", suite->name);
    message_init(&message, token_size(client), 64);
    table->SealMessage(client, 0, &message.descriptor, 0);
    message.data[5] ^= 1;
    status = table->UnsealMessage(server, &message.descriptor, 0, NULL);
    check(status == SEC_E_MESSAGE_ALTERED, "%s: a tampered message is altered (0x%08X)", suite->name, (unsigned)status);
    status = table->DeleteUserModeContext(client);
    check(
        status == STATUS_SUCCESS && table->DeleteUserModeContext(client) == STATUS_INVALID_HANDLE
            && table->SealMessage(client, 0, &message.descriptor, 0) == STATUS_INVALID_HANDLE,
        "%s: a deleted context is no context", suite->name);
    table->DeleteUserModeContext(server);
}

static void bad_input(LSA_SEC_HANDLE context)
{
    Message message = {0};
    NTSTATUS wrong = STATUS_INVALID_PARAMETER;
    message_init(&message, token_size(context), 64);
    check(table->SealMessage(context, 0, NULL, 0) == wrong, "a null descriptor");
    message.descriptor.pBuffers = NULL;
    check(table->SealMessage(context, 0, &message.descriptor, 0) == wrong, "null buffers");
    message_init(&message, token_size(context), 64);
    message.descriptor.cBuffers = 0x7FFFFFFF;
    check(table->SealMessage(context, 0, &message.descriptor, 0) == wrong, "2^31 buffers");
    message_init(&message, token_size(context), 64);
    message.buffers[1].pvBuffer = NULL;
    check(table->SealMessage(context, 0, &message.descriptor, 0) == wrong, "null data of 64 bytes");
    message_init(&message, token_size(context), 64);
    message.buffers[1].pvBuffer = message.token + 8;
    check(table->SealMessage(context, 0, &message.descriptor, 0) == wrong, "data inside the token");
    message_init(&message, token_size(context) - 1, 64);
    check(table->SealMessage(context, 0, &message.descriptor, 0) == wrong, "a token too small");
    message_init(&message, token_size(context), 64);
    message.buffers[1].pvBuffer = message.data + 1;
    check(table->SealMessage(context, 0, &message.descriptor, 0) == STATUS_SUCCESS, "unaligned data is fine");
    message_init(&message, token_size(context), 64);
    check(table->SealMessage(context, 0x12345678, &message.descriptor, 0) == SEC_E_QOP_NOT_SUPPORTED, "an unknown QoP");
    static const LSA_SEC_HANDLE made_up[] = {0, 1, 2, 0x1000, (LSA_SEC_HANDLE)-1, (LSA_SEC_HANDLE)-2};
    for (unsigned i = 0; i < sizeof made_up / sizeof made_up[0]; i++)
    {
        NTSTATUS status = table->UnsealMessage(made_up[i], &message.descriptor, 0, NULL);
        check(status == STATUS_INVALID_HANDLE, "the made-up handle %#lx", (unsigned long)made_up[i]);
    }

    PSECPKG_USER_FUNCTION_TABLE answer;
    ULONG version, count;
    check(SpUserModeInitialize(SECPKG_INTERFACE_VERSION, NULL, &answer, &count) == wrong, "a null version pointer");
    check(SpUserModeInitialize(SECPKG_INTERFACE_VERSION, &version, NULL, &count) == wrong, "a null table pointer");
    check(SpUserModeInitialize(0, &version, &answer, &count) == wrong, "a caller that knows no interface version");
    check(
        SpUserModeInitialize(0x04000000, &version, &answer, &count) == STATUS_SUCCESS && version == SECPKG_INTERFACE_VERSION
            && count == 1,
        "a caller of a later interface version");
}

static void hostile_packed(void)
{
    Packed packed;
    LSA_SEC_HANDLE context;
    SecBuffer buffer = {0, SECBUFFER_TOKEN, packed.bytes};
    int refused = table->ImportContext(NULL, NULL, &context) == STATUS_INVALID_PARAMETER;
    for (uint32_t length = 0;; length++)
    {
        pack(&packed, &suites[1], INITIATOR, flags, secret);
        if (length == packed.length)
        {
            break;
        }

        buffer.cbBuffer = length;
        refused = refused && table->ImportContext(&buffer, NULL, &context) == STATUS_INVALID_PARAMETER;
    }

    check(refused, "every prefix of a packed context is refused");
    buffer.cbBuffer = packed.length;
    check(table->ImportContext(&buffer, NULL, NULL) == STATUS_INVALID_PARAMETER, "a null handle pointer");
    check(
        table->InitUserModeContext(4711, &buffer) == STATUS_SUCCESS
            && table->InitUserModeContext(4711, &buffer) == STATUS_INVALID_PARAMETER
            && table->DeleteUserModeContext(4711) == STATUS_SUCCESS,
        "a handle of the caller's is taken once");
}

static void heap(LSA_SEC_HANDLE context)
{
    SECPKG_DLL_FUNCTIONS functions = {heap_allocate, heap_free, NULL, NULL};
    SecPkgContext_PackageInfoW info;
    table->InstanceInit(SECPKG_INTERFACE_VERSION, &functions, NULL);
    NTSTATUS status = table->QueryContextAttributes(context, SECPKG_ATTR_PACKAGE_INFO, &info);
    check(status == STATUS_SUCCESS && heap_balance == 1, "memory given to the caller is of the caller's heap");
    heap_free(info.PackageInfo);
    table->InstanceInit(SECPKG_INTERFACE_VERSION, NULL, NULL);
}

static void export_import(LSA_SEC_HANDLE server)
{
    LSA_SEC_HANDLE client, heir;
    SecBuffer packed = {0, SECBUFFER_TOKEN, NULL};
    Message message = {0};
    open_context(&suites[1], INITIATOR, flags, secret, &client);
    message_init(&message, token_size(client), 64);
    int good = table->ExportContext(client, SECPKG_CONTEXT_EXPORT_DELETE_OLD, &packed, NULL) == STATUS_SUCCESS
        && table->SealMessage(client, 0, &message.descriptor, 0) == STATUS_INVALID_HANDLE
        && table->ImportContext(&packed, NULL, &heir) == STATUS_SUCCESS
        && table->SealMessage(heir, 0, &message.descriptor, 0) == STATUS_SUCCESS
        && table->UnsealMessage(server, &message.descriptor, 0, NULL) == STATUS_SUCCESS;
    check(good, "an exported context goes on where it is imported");
    table->DeleteUserModeContext(heir);
    free(packed.pvBuffer);
}

static void authority(void)
{
    PSECPKG_FUNCTION_TABLE lsa;
    ULONG version, count;
    SecPkgInfoW info;
    LSA_STRING *name = NULL;
    LSA_DISPATCH_TABLE dispatch = {{0}, heap_allocate, heap_free, {0}};
    Packed packed;
    pack(&packed, &suites[1], INITIATOR, flags, secret);
    SecBuffer token = {packed.length, SECBUFFER_TOKEN, packed.bytes}, context_data;
    SecBufferDesc input = {SECBUFFER_VERSION, 1, &token};
    LSA_SEC_HANDLE context;
    BOOLEAN mapped = 7;
    int good = SpLsaModeInitialize(SECPKG_INTERFACE_VERSION, &version, &lsa, &count) == STATUS_SUCCESS && count == 1
        && lsa->InitializePackage(1, &dispatch, NULL, NULL, &name) == STATUS_SUCCESS && name->Length == 7
        && lsa->Initialize(1, NULL, NULL) == STATUS_SUCCESS && lsa->GetInfo(&info) == STATUS_SUCCESS && info.wVersion == 1;
    check(good, "the authority's half loads");
    good = good && lsa->InitLsaModeContext(0, 0, NULL, 0, 0, &input, &context, NULL, NULL, NULL, &mapped, &context_data) == STATUS_SUCCESS
        && mapped == 1 && table->InitUserModeContext(context, &context_data) == STATUS_SUCCESS
        && table->DeleteUserModeContext(context) == STATUS_SUCCESS && lsa->DeleteContext(context) == STATUS_SUCCESS;
    check(good, "a context is mapped from the authority's half to the user's");
    heap_free(context_data.pvBuffer);
    heap_free(name);
    good = good && lsa->AcceptLsaModeContext(0, 0, &input, 0, 0, &context, NULL, NULL, NULL, &mapped, NULL) == STATUS_SUCCESS
        && mapped == 0 && lsa->DeleteContext(context) == STATUS_SUCCESS && lsa->DeleteContext(context) == STATUS_INVALID_HANDLE;
    check(good, "a context is opened where both halves are one");
}

void check_contract(void)
{
    for (int i = 0; i < suite_count; i++)
    {
        round_trip(&suites[i]);
    }

    LSA_SEC_HANDLE server;
    open_context(&suites[1], ACCEPTOR, flags, secret, &server);
    bad_input(server);
    hostile_packed();
    heap(server);
    export_import(server);
    authority();
    check(table->GetContextToken(server, NULL) == STATUS_NOT_SUPPORTED, "an entry that belongs to logon");
    table->DeleteUserModeContext(server);
}
