using System.Runtime.InteropServices;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Native;

/// <summary>SECPKG_USER_FUNCTION_TABLE of ntsecpkg.h: 15 pointers, in this order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct UserFunctionTable
{
    internal delegate* unmanaged<uint, DllFunctions*, void**, NtStatus> InstanceInit;
    internal delegate* unmanaged<nuint, SecBuffer*, NtStatus> InitUserModeContext;
    internal delegate* unmanaged<nuint, uint, SecBufferDesc*, uint, NtStatus> MakeSignature;
    internal delegate* unmanaged<nuint, SecBufferDesc*, uint, uint*, NtStatus> VerifySignature;
    internal delegate* unmanaged<nuint, uint, SecBufferDesc*, uint, NtStatus> SealMessage;
    internal delegate* unmanaged<nuint, SecBufferDesc*, uint, uint*, NtStatus> UnsealMessage;
    internal delegate* unmanaged<nuint, void**, NtStatus> GetContextToken;
    internal delegate* unmanaged<nuint, uint, void*, NtStatus> QueryContextAttributes;
    internal delegate* unmanaged<nuint, SecBufferDesc*, NtStatus> CompleteAuthToken;
    internal delegate* unmanaged<nuint, NtStatus> DeleteUserModeContext;
    internal delegate* unmanaged<SecBuffer*, SecBuffer*, NtStatus> FormatCredentials;
    internal delegate* unmanaged<uint, byte*, uint*, void**, NtStatus> MarshallSupplementalCreds;
    internal delegate* unmanaged<nuint, uint, SecBuffer*, void**, NtStatus> ExportContext;
    internal delegate* unmanaged<SecBuffer*, void*, nuint*, NtStatus> ImportContext;
    internal delegate* unmanaged<uint, uint, uint, byte*, uint*, byte**, NtStatus> MarshalAttributeData;
}
