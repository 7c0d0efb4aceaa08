/*
 * perflab_ssp.h: the message-protection half of the Windows SSP contract (ntsecpkg.h, sspi.h), as perflab_ssp.so offers
 * it. A C program needs this header and the library, nothing else; on Windows the SDK's own headers are used.
 *
 *   ULONG version, count;
 *   PSECPKG_USER_FUNCTION_TABLE table;
 *   SpUserModeInitialize(SECPKG_INTERFACE_VERSION, &version, &table, &count);
 *   table->InstanceInit(version, NULL, NULL);
 *   table->ImportContext(&packed, NULL, &context);
 *   table->SealMessage(context, 0, &buffers, 0);
 *
 * Every function returns an NTSTATUS; negative is failure. A condition that only SSPI names has its SEC_E_* value. Any
 * number of threads may call any function at any time, also while another deletes the context they use.
 */
#ifndef PERFLAB_SSP_H
#define PERFLAB_SSP_H

#include <stdint.h>

#ifdef _WIN32
#define SECURITY_WIN32
#define WIN32_NO_STATUS /* ntstatus.h has them all */
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <sspi.h>
#include <ntsecapi.h>
#include <ntsecpkg.h>
#define PERFLAB_SSP_API __declspec(dllexport)
#else

#ifdef __cplusplus
extern "C" {
#endif

#define NTAPI
#define SEC_ENTRY
#define PERFLAB_SSP_API __attribute__((visibility("default")))

/* ULONG and NTSTATUS have 32 bits on every platform. */
typedef uint8_t UCHAR, BOOLEAN, *PUCHAR, *PBYTE;
typedef uint16_t USHORT, WCHAR, SEC_WCHAR;
typedef uint32_t ULONG, DWORD, *PULONG;
typedef int32_t NTSTATUS, SECURITY_STATUS;
typedef void *PVOID, *HANDLE, **PHANDLE;
typedef uintptr_t ULONG_PTR, LSA_SEC_HANDLE, *PLSA_SEC_HANDLE;
typedef int64_t TimeStamp, *PTimeStamp; /* 100 ns since 1601 */

typedef struct _SecBuffer
{
    ULONG cbBuffer;
    ULONG BufferType; /* SECBUFFER_* */
    void *pvBuffer;
} SecBuffer, *PSecBuffer;

typedef struct _SecBufferDesc
{
    ULONG ulVersion; /* SECBUFFER_VERSION */
    ULONG cBuffers;
    PSecBuffer pBuffers;
} SecBufferDesc, *PSecBufferDesc;

#define SECBUFFER_VERSION 0
#define SECBUFFER_EMPTY 0
#define SECBUFFER_DATA 1
#define SECBUFFER_TOKEN 2
#define SECBUFFER_PADDING 9
#define SECBUFFER_STREAM 10
#define SECBUFFER_READONLY 0x80000000u               /* neither changed nor authenticated */
#define SECBUFFER_READONLY_WITH_CHECKSUM 0x10000000u /* not changed, but authenticated */

#define SECQOP_WRAP_NO_ENCRYPT 0x80000001u

typedef struct _SecPkgInfoW
{
    ULONG fCapabilities;
    USHORT wVersion;
    USHORT wRPCID;
    ULONG cbMaxToken;
    SEC_WCHAR *Name;
    SEC_WCHAR *Comment;
} SecPkgInfoW, *PSecPkgInfoW;

#define SECPKG_ATTR_SIZES 0
#define SECPKG_ATTR_LIFESPAN 2
#define SECPKG_ATTR_KEY_INFO 5
#define SECPKG_ATTR_PACKAGE_INFO 10
#define SECPKG_ATTR_FLAGS 14

typedef struct _SecPkgContext_Sizes
{
    ULONG cbMaxToken;
    ULONG cbMaxSignature;    /* room for the TOKEN of MakeSignature */
    ULONG cbBlockSize;
    ULONG cbSecurityTrailer; /* room for the TOKEN of SealMessage */
} SecPkgContext_Sizes;

typedef struct _SecPkgContext_Lifespan
{
    TimeStamp tsStart;
    TimeStamp tsExpiry;
} SecPkgContext_Lifespan;

typedef struct _SecPkgContext_KeyInfoW
{
    SEC_WCHAR *sSignatureAlgorithmName; /* free with FreeHeap of InstanceInit, else free() */
    SEC_WCHAR *sEncryptAlgorithmName;
    ULONG KeySize;
    ULONG SignatureAlgorithm;
    ULONG EncryptAlgorithm;
} SecPkgContext_KeyInfoW;

typedef struct _SecPkgContext_PackageInfoW
{
    PSecPkgInfoW PackageInfo; /* free with FreeHeap of InstanceInit, else free() */
} SecPkgContext_PackageInfoW;

typedef struct _SecPkgContext_Flags
{
    ULONG Flags;
} SecPkgContext_Flags;

#define SECPKG_CONTEXT_EXPORT_RESET_NEW 1u
#define SECPKG_CONTEXT_EXPORT_DELETE_OLD 2u

#define SECPKG_INTERFACE_VERSION 0x00010000u

typedef struct _SECPKG_DLL_FUNCTIONS
{
    PVOID(NTAPI *AllocateHeap)(ULONG length);
    void(NTAPI *FreeHeap)(PVOID memory);
    void *RegisterCallback;
    void *LocatePackageById;
} SECPKG_DLL_FUNCTIONS, *PSECPKG_DLL_FUNCTIONS;

typedef struct _SECPKG_USER_FUNCTION_TABLE
{
    NTSTATUS(NTAPI *InstanceInit)(ULONG version, PSECPKG_DLL_FUNCTIONS functions, PVOID *unused);
    NTSTATUS(NTAPI *InitUserModeContext)(LSA_SEC_HANDLE context, PSecBuffer packed);
    NTSTATUS(NTAPI *MakeSignature)(LSA_SEC_HANDLE context, ULONG qop, PSecBufferDesc buffers, ULONG number);
    NTSTATUS(NTAPI *VerifySignature)(LSA_SEC_HANDLE context, PSecBufferDesc buffers, ULONG number, PULONG qop);
    NTSTATUS(NTAPI *SealMessage)(LSA_SEC_HANDLE context, ULONG qop, PSecBufferDesc buffers, ULONG number);
    NTSTATUS(NTAPI *UnsealMessage)(LSA_SEC_HANDLE context, PSecBufferDesc buffers, ULONG number, PULONG qop);
    NTSTATUS(NTAPI *GetContextToken)(LSA_SEC_HANDLE context, PHANDLE token);
    NTSTATUS(NTAPI *QueryContextAttributes)(LSA_SEC_HANDLE context, ULONG attribute, PVOID buffer);
    NTSTATUS(NTAPI *CompleteAuthToken)(LSA_SEC_HANDLE context, PSecBufferDesc input);
    NTSTATUS(NTAPI *DeleteUserModeContext)(LSA_SEC_HANDLE context);
    NTSTATUS(NTAPI *FormatCredentials)(PSecBuffer credentials, PSecBuffer formatted);
    NTSTATUS(NTAPI *MarshallSupplementalCreds)(ULONG size, PUCHAR credentials, PULONG marshalledSize, PVOID *marshalled);
    NTSTATUS(NTAPI *ExportContext)(LSA_SEC_HANDLE context, ULONG flags, PSecBuffer packed, PHANDLE token);
    NTSTATUS(NTAPI *ImportContext)(PSecBuffer packed, HANDLE token, PLSA_SEC_HANDLE context);
    NTSTATUS(NTAPI *MarshalAttributeData)(
        DWORD info, ULONG attribute, ULONG size, PBYTE data, PULONG marshalledSize, PBYTE *marshalled);
} SECPKG_USER_FUNCTION_TABLE, *PSECPKG_USER_FUNCTION_TABLE;

#define STATUS_SUCCESS ((NTSTATUS)0)
#define STATUS_INVALID_HANDLE ((NTSTATUS)0xC0000008)
#define STATUS_INVALID_PARAMETER ((NTSTATUS)0xC000000D)
#define STATUS_BUFFER_TOO_SMALL ((NTSTATUS)0xC0000023)
#define STATUS_INSUFFICIENT_RESOURCES ((NTSTATUS)0xC000009A)
#define STATUS_NOT_SUPPORTED ((NTSTATUS)0xC00000BB)
#define STATUS_INTERNAL_ERROR ((NTSTATUS)0xC00000E5)

#define SEC_E_OK ((SECURITY_STATUS)0)
#define SEC_E_INSUFFICIENT_MEMORY ((SECURITY_STATUS)0x80090300)
#define SEC_E_INVALID_HANDLE ((SECURITY_STATUS)0x80090301)
#define SEC_E_UNSUPPORTED_FUNCTION ((SECURITY_STATUS)0x80090302)
#define SEC_E_INTERNAL_ERROR ((SECURITY_STATUS)0x80090304)
#define SEC_E_INVALID_TOKEN ((SECURITY_STATUS)0x80090308)
#define SEC_E_QOP_NOT_SUPPORTED ((SECURITY_STATUS)0x8009030A)
#define SEC_E_MESSAGE_ALTERED ((SECURITY_STATUS)0x8009030F)
#define SEC_E_OUT_OF_SEQUENCE ((SECURITY_STATUS)0x80090310)
#define SEC_E_CONTEXT_EXPIRED ((SECURITY_STATUS)0x80090317)
#define SEC_E_INCOMPLETE_MESSAGE ((SECURITY_STATUS)0x80090318)
#define SEC_E_BUFFER_TOO_SMALL ((SECURITY_STATUS)0x80090321)

/* The half that a local security authority loads. Members that the package leaves null are not typed here. */
typedef struct _LSA_STRING
{
    USHORT Length;
    USHORT MaximumLength;
    char *Buffer;
} LSA_STRING, *PLSA_STRING;

typedef struct _LSA_DISPATCH_TABLE
{
    void *Unused[5];
    PVOID(NTAPI *AllocateLsaHeap)(ULONG length);
    void(NTAPI *FreeLsaHeap)(PVOID memory);
    void *More[4];
} LSA_DISPATCH_TABLE, *PLSA_DISPATCH_TABLE;

typedef struct _SECPKG_FUNCTION_TABLE
{
    NTSTATUS(NTAPI *InitializePackage)(
        ULONG package, PLSA_DISPATCH_TABLE dispatch, PLSA_STRING database, PLSA_STRING confidentiality, PLSA_STRING *name);
    void *Logon[7];
    NTSTATUS(NTAPI *Initialize)(ULONG_PTR package, PVOID parameters, PVOID functions);
    NTSTATUS(NTAPI *Shutdown)(void);
    NTSTATUS(NTAPI *GetInfo)(PSecPkgInfoW info);
    void *AcceptCredentials;
    NTSTATUS(NTAPI *AcquireCredentialsHandle)(
        PVOID principal, ULONG use, PVOID logon, PVOID data, PVOID getKey, PVOID argument, PLSA_SEC_HANDLE credential,
        PTimeStamp expiry);
    void *QueryCredentialsAttributes;
    NTSTATUS(NTAPI *FreeCredentialsHandle)(LSA_SEC_HANDLE credential);
    void *Credentials[3];
    NTSTATUS(NTAPI *InitLsaModeContext)(
        LSA_SEC_HANDLE credential, LSA_SEC_HANDLE context, PVOID target, ULONG requirements, ULONG representation,
        PSecBufferDesc input, PLSA_SEC_HANDLE newContext, PSecBufferDesc output, PULONG attributes, PTimeStamp expiry,
        BOOLEAN *mapped, PSecBuffer contextData);
    NTSTATUS(NTAPI *AcceptLsaModeContext)(
        LSA_SEC_HANDLE credential, LSA_SEC_HANDLE context, PSecBufferDesc input, ULONG requirements, ULONG representation,
        PLSA_SEC_HANDLE newContext, PSecBufferDesc output, PULONG attributes, PTimeStamp expiry, BOOLEAN *mapped,
        PSecBuffer contextData);
    NTSTATUS(NTAPI *DeleteContext)(LSA_SEC_HANDLE context);
    void *Control[3];
    NTSTATUS(NTAPI *QueryContextAttributes)(LSA_SEC_HANDLE context, ULONG attribute, PVOID buffer);
    void *Settings[4];
} SECPKG_FUNCTION_TABLE, *PSECPKG_FUNCTION_TABLE;

/*
 * Hands out the table: one, since one package does all. lsaVersion is the latest interface version that the caller
 * knows; *packageVersion receives the table's. STATUS_INVALID_PARAMETER: a null pointer, or no version known.
 * STATUS_NOT_SUPPORTED: the machine lacks what the library needs at least (x86-64-v2), or its variants are not beside it.
 */
PERFLAB_SSP_API NTSTATUS SEC_ENTRY SpUserModeInitialize(
    ULONG lsaVersion, PULONG packageVersion, PSECPKG_USER_FUNCTION_TABLE *tables, PULONG tableCount);

/* The half that a local security authority loads; for dispatchers, not for programs. */
PERFLAB_SSP_API NTSTATUS SEC_ENTRY SpLsaModeInitialize(
    ULONG lsaVersion, PULONG packageVersion, PSECPKG_FUNCTION_TABLE *tables, PULONG tableCount);

#endif

/* "0.1.0 v3": the library's version and the instruction-set level it runs at, "none" where it does not run. */
PERFLAB_SSP_API const char *SEC_ENTRY PerfLabSspVersion(void);

/* Bytes that the calling thread has taken from the managed heap so far: two readings tell that calls take none. */
PERFLAB_SSP_API int64_t SEC_ENTRY PerfLabSspAllocatedBytes(void);

/* How SSPI spells a status of the table. A wrong buffer shape is SEC_E_INVALID_TOKEN there. */
static inline SECURITY_STATUS PerfLabSspSecurityStatus(NTSTATUS status)
{
    switch ((uint32_t)status)
    {
    case 0xC0000008: return (SECURITY_STATUS)0x80090301; /* INVALID_HANDLE */
    case 0xC000000D: return (SECURITY_STATUS)0x80090308; /* INVALID_PARAMETER -> INVALID_TOKEN */
    case 0xC0000023: return (SECURITY_STATUS)0x80090321; /* BUFFER_TOO_SMALL */
    case 0xC000009A: return (SECURITY_STATUS)0x80090300; /* INSUFFICIENT_RESOURCES -> INSUFFICIENT_MEMORY */
    case 0xC00000BB: return (SECURITY_STATUS)0x80090302; /* NOT_SUPPORTED -> UNSUPPORTED_FUNCTION */
    case 0xC00000E5: return (SECURITY_STATUS)0x80090304; /* INTERNAL_ERROR */
    default: return (SECURITY_STATUS)status;
    }
}

#if !defined(_WIN32) && defined(__cplusplus)
}
#endif

#endif
