/*
 * The package behind secur32: contexts are opened, messages protected and refused through the functions that programs
 * call. Run where secur32 lists the package PerfLab (.ci/parts/wine.sh registers it). What is asked of every status here
 * is SSPI's spelling of it. A context comes from the input token of InitializeSecurityContext or AcceptSecurityContext,
 * which is a packed context.
 */
#include "check.h"

static const uint8_t secret[32] = "secret of the dispatcher's check";
static WCHAR package[] = L"PerfLab";
static CredHandle credential;

static int listed(void)
{
    ULONG count = 0;
    PSecPkgInfoW packages = NULL;
    EnumerateSecurityPackagesW(&count, &packages);
    for (ULONG i = 0; i < count; i++)
    {
        if (lstrcmpW(packages[i].Name, package) == 0)
        {
            return (packages[i].fCapabilities & (SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY))
                == (SECPKG_FLAG_INTEGRITY | SECPKG_FLAG_PRIVACY);
        }
    }

    return 0;
}

static SECURITY_STATUS open_with(int role, Packed *packed, ULONG length, CtxtHandle *context)
{
    SecBuffer token = {length, SECBUFFER_TOKEN, packed->bytes}, none = {0, SECBUFFER_TOKEN, NULL};
    SecBufferDesc input = {SECBUFFER_VERSION, 1, &token}, output = {SECBUFFER_VERSION, 1, &none};
    ULONG attributes;
    TimeStamp expiry;
    return role == INITIATOR
        ? InitializeSecurityContextW(&credential, NULL, NULL, 0, 0, 0, &input, 0, context, &output, &attributes, &expiry)
        : AcceptSecurityContext(&credential, NULL, &input, 0, 0, context, &output, &attributes, &expiry);
}

static SECURITY_STATUS open_role(const Suite *suite, int role, uint32_t flags, CtxtHandle *context)
{
    Packed packed;
    pack(&packed, suite, role, flags, secret);
    return open_with(role, &packed, packed.length, context);
}

static ULONG room_of(CtxtHandle *context)
{
    SecPkgContext_Sizes sizes = {0, 0, 0, 0};
    QueryContextAttributesW(context, SECPKG_ATTR_SIZES, &sizes);
    return sizes.cbSecurityTrailer > sizes.cbMaxSignature ? sizes.cbSecurityTrailer : sizes.cbMaxSignature;
}

static int message_comes_back(CtxtHandle *client, CtxtHandle *server, ULONG size)
{
    Message message;
    ULONG qop = 7;
    message_init(&message, room_of(client), size);
    memset(message.data, 'p', size);
    int good = EncryptMessage(client, 0, &message.descriptor, 0) == SEC_E_OK;
    int changed = 0;
    for (ULONG i = 0; i < size; i++)
    {
        changed |= message.data[i] != 'p';
    }

    good = good && (size < 16 || changed) && DecryptMessage(server, &message.descriptor, 0, &qop) == SEC_E_OK && qop == 0;
    for (ULONG i = 0; i < size; i++)
    {
        good = good && message.data[i] == 'p';
    }

    message_init(&message, room_of(client), size);
    return good && MakeSignature(client, 0, &message.descriptor, 0) == SEC_E_OK
        && VerifySignature(server, &message.descriptor, 0, &qop) == SEC_E_OK;
}

static void suite_works(const Suite *suite)
{
    CtxtHandle client, server;
    SECURITY_STATUS status = open_role(suite, INITIATOR, INTEGRITY | CONFIDENTIALITY, &client);
    if (status == SEC_E_UNSUPPORTED_FUNCTION)
    {
        skip("%s: this machine does not run it", suite->name);
        return;
    }

    int good = status == SEC_E_OK && open_role(suite, ACCEPTOR, INTEGRITY | CONFIDENTIALITY, &server) == SEC_E_OK;
    for (ULONG size = 0; good && size <= 600; size++)
    {
        good = message_comes_back(&client, &server, size);
    }

    check(good, "%s: EncryptMessage, DecryptMessage, MakeSignature, VerifySignature, 0 to 600 bytes", suite->name);

    Message message;
    message_init(&message, room_of(&client), 64);
    status = EncryptMessage(&client, 0, &message.descriptor, 0);
    message.data[5] ^= 1;
    status |= DecryptMessage(&server, &message.descriptor, 0, NULL);
    check(status == SEC_E_MESSAGE_ALTERED, "%s: tampered data (0x%08X)", suite->name, (unsigned)status);

    message_init(&message, room_of(&client), 64);
    status = EncryptMessage(&client, 0, &message.descriptor, 0);
    message.buffers[0].cbBuffer = 8;
    status |= DecryptMessage(&server, &message.descriptor, 0, NULL);
    check(status == SEC_E_INVALID_TOKEN, "%s: a token cut short (0x%08X)", suite->name, (unsigned)status);

    message_init(&message, room_of(&client), 64);
    status = EncryptMessage(&client, 0x12345678, &message.descriptor, 0);
    check(status == SEC_E_QOP_NOT_SUPPORTED, "%s: an unknown QoP (0x%08X)", suite->name, (unsigned)status);

    status = DeleteSecurityContext(&client) | DeleteSecurityContext(&server);
    check(status == SEC_E_OK, "%s: DeleteSecurityContext (0x%08X)", suite->name, (unsigned)status);
}

static void refused(CtxtHandle *context, Message *message, SECURITY_STATUS expected, const char *what)
{
    SECURITY_STATUS sealed = EncryptMessage(context, 0, message == NULL ? NULL : &message->descriptor, 0);
    SECURITY_STATUS unsealed = DecryptMessage(context, message == NULL ? NULL : &message->descriptor, 0, NULL);
    check(
        sealed == expected && unsealed == expected, "%s (EncryptMessage 0x%08X, DecryptMessage 0x%08X)", what, (unsigned)sealed,
        (unsigned)unsealed);
}

static void hostile_descriptors(void)
{
    CtxtHandle context;
    Message message;
    open_role(&suites[1], INITIATOR, INTEGRITY | CONFIDENTIALITY, &context);
    ULONG room = room_of(&context);

    refused(&context, NULL, SEC_E_INVALID_TOKEN, "no descriptor");
    message_init(&message, room, 64);
    message.descriptor.pBuffers = NULL;
    refused(&context, &message, SEC_E_INVALID_TOKEN, "no buffers");
    message_init(&message, room, 64);
    message.descriptor.cBuffers = 0x7FFFFFFF;
    refused(&context, &message, SEC_E_INVALID_TOKEN, "2^31 - 1 buffers");
    message_init(&message, room, 64);
    message.descriptor.ulVersion = 1;
    refused(&context, &message, SEC_E_INVALID_TOKEN, "a descriptor of another version");
    message_init(&message, room, 64);
    message.buffers[0].BufferType = SECBUFFER_EMPTY;
    refused(&context, &message, SEC_E_INVALID_TOKEN, "no token");
    message_init(&message, room, 64);
    message.buffers[1].pvBuffer = NULL;
    refused(&context, &message, SEC_E_INVALID_TOKEN, "64 bytes at address 0");
    message_init(&message, room, 64);
    message.buffers[1].pvBuffer = message.token + 8;
    refused(&context, &message, SEC_E_INVALID_TOKEN, "data inside the token");
    message_init(&message, room - 1, 64);
    refused(&context, &message, SEC_E_INVALID_TOKEN, "a token too small");
    DeleteSecurityContext(&context);
}

static void hostile_contexts(void)
{
    CtxtHandle context;
    Packed packed;
    int all = 1;
    for (ULONG length = 0;; length++)
    {
        pack(&packed, &suites[1], ACCEPTOR, INTEGRITY | CONFIDENTIALITY, secret);
        if (length == packed.length)
        {
            break;
        }

        all = all && open_with(ACCEPTOR, &packed, length, &context) == SEC_E_INVALID_TOKEN;
    }

    check(all, "every prefix of a packed context is SEC_E_INVALID_TOKEN");
    SECURITY_STATUS status = InitializeSecurityContextW(
        &credential, NULL, NULL, 0, 0, 0, NULL, 0, &context, NULL, &(ULONG){0}, &(TimeStamp){{0}});
    check(status == SEC_E_INVALID_TOKEN, "no packed context at all (0x%08X)", (unsigned)status);
}

static void read_only_and_replayed(void)
{
    CtxtHandle client, server;
    Message message;
    uint8_t header[24] = "header, not encrypted.", copy[sizeof message.data];
    open_role(&suites[1], INITIATOR, INTEGRITY | CONFIDENTIALITY | REPLAY_DETECT, &client);
    open_role(&suites[1], ACCEPTOR, INTEGRITY | CONFIDENTIALITY | REPLAY_DETECT, &server);
    message_init(&message, room_of(&client), 64);
    SecBuffer buffers[] = {
        {sizeof header, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM, header}, message.buffers[1], message.buffers[0]};
    SecBufferDesc descriptor = {SECBUFFER_VERSION, 3, buffers};
    SECURITY_STATUS sealed = EncryptMessage(&client, 0, &descriptor, 0);
    memcpy(copy, message.data, 64);
    header[0] ^= 1;
    SECURITY_STATUS altered = DecryptMessage(&server, &descriptor, 0, NULL);
    header[0] ^= 1;
    memcpy(message.data, copy, 64);
    SECURITY_STATUS unsealed = DecryptMessage(&server, &descriptor, 0, NULL);
    memcpy(message.data, copy, 64);
    SECURITY_STATUS replayed = DecryptMessage(&server, &descriptor, 0, NULL);
    check(
        sealed == SEC_E_OK && altered == SEC_E_MESSAGE_ALTERED && unsealed == SEC_E_OK,
        "a read-only header is authenticated (0x%08X 0x%08X 0x%08X)", (unsigned)sealed, (unsigned)altered, (unsigned)unsealed);
    check(replayed == SEC_E_OUT_OF_SEQUENCE, "a replayed message (0x%08X)", (unsigned)replayed);
    DeleteSecurityContext(&client);
    DeleteSecurityContext(&server);
}

/* Told, not judged: the machine that runs this is not a quiet one. */
static void speed(void)
{
    enum
    {
        CALLS = 200000
    };
    CtxtHandle client;
    Message message;
    LARGE_INTEGER frequency, start, end;
    QueryPerformanceFrequency(&frequency);
    open_role(&suites[1], INITIATOR, INTEGRITY | CONFIDENTIALITY, &client);
    ULONG room = room_of(&client);
    for (int round = 0; round < 20; round++) /* the first rounds warm the compiler up */
    {
        QueryPerformanceCounter(&start);
        for (int i = 0; i < CALLS; i++)
        {
            message_init(&message, room, 64);
            EncryptMessage(&client, 0, &message.descriptor, 0);
        }

        QueryPerformanceCounter(&end);
    }

    double nanoseconds = (double)(end.QuadPart - start.QuadPart) * 1e9 / (double)frequency.QuadPart / CALLS;
    printf("EncryptMessage of 64 bytes, aes-256-gcm: %.0f ns\n", nanoseconds);
    DeleteSecurityContext(&client);
}

int main(void)
{
    TimeStamp expiry;
    check(listed(), "secur32 lists the package");
    SECURITY_STATUS status = AcquireCredentialsHandleW(
        NULL, package, SECPKG_CRED_BOTH, NULL, NULL, NULL, NULL, &credential, &expiry);
    check(status == SEC_E_OK, "AcquireCredentialsHandle (0x%08X)", (unsigned)status);
    for (int i = 0; status == SEC_E_OK && i < suite_count; i++)
    {
        suite_works(&suites[i]);
    }

    if (failed == 0)
    {
        hostile_descriptors();
        hostile_contexts();
        read_only_and_replayed();
        speed();
        check(FreeCredentialsHandle(&credential) == SEC_E_OK, "FreeCredentialsHandle");
    }

    printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed != 0;
}
