// The entries of the table: SealProvider over the C ABI. An exception that crossed into C would end the process, so each
// entry that runs code of ours answers InternalError instead; nothing that a message holds causes one.

using System.Runtime.InteropServices;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Sspi;

namespace PerfLab.Sealing.Native;

internal static unsafe class UserFunctions
{
    /// <summary>Makes the table, in memory that lives as long as the process.</summary>
    internal static UserFunctionTable* MakeTable()
    {
        var table = (UserFunctionTable*)NativeMemory.AllocZeroed((nuint)sizeof(UserFunctionTable));
        *table = new UserFunctionTable
        {
            InstanceInit = &InstanceInit,
            InitUserModeContext = &InitUserModeContext,
            MakeSignature = &MakeSignature,
            VerifySignature = &VerifySignature,
            SealMessage = &SealMessage,
            UnsealMessage = &UnsealMessage,
            GetContextToken = &GetContextToken,
            QueryContextAttributes = &QueryContextAttributes,
            CompleteAuthToken = &CompleteAuthToken,
            DeleteUserModeContext = &DeleteUserModeContext,
            FormatCredentials = &FormatCredentials,
            MarshallSupplementalCreds = &MarshallSupplementalCreds,
            ExportContext = &ExportContext,
            ImportContext = &ImportContext,
            MarshalAttributeData = &MarshalAttributeData,
        };
        return table;
    }

    /// <summary>Takes the caller's heap; a null table means the C heap. The third argument is unused by contract.</summary>
    [UnmanagedCallersOnly]
    private static NtStatus InstanceInit(uint version, DllFunctions* functions, void** userFunctions)
    {
        if (functions == null)
        {
            SspHeap.Use(null, null);
            return NtStatus.Success;
        }

        if (functions->AllocateHeap == null || functions->FreeHeap == null)
        {
            return NtStatus.InvalidParameter;
        }

        SspHeap.Use(functions->AllocateHeap, functions->FreeHeap);
        return NtStatus.Success;
    }

    [UnmanagedCallersOnly]
    private static NtStatus InitUserModeContext(nuint context, SecBuffer* packed)
    {
        try
        {
            return SealProvider.SpInitUserModeContext(context, packed);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    [UnmanagedCallersOnly]
    private static NtStatus SealMessage(nuint context, uint qop, SecBufferDesc* buffers, uint sequenceNumber)
    {
        try
        {
            return SealProvider.SpSealMessage(context, qop, buffers, sequenceNumber);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    [UnmanagedCallersOnly]
    private static NtStatus UnsealMessage(nuint context, SecBufferDesc* buffers, uint sequenceNumber, uint* qop)
    {
        try
        {
            return SealProvider.SpUnsealMessage(context, buffers, sequenceNumber, qop);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    [UnmanagedCallersOnly]
    private static NtStatus MakeSignature(nuint context, uint qop, SecBufferDesc* buffers, uint sequenceNumber)
    {
        try
        {
            return SealProvider.SpMakeSignature(context, qop, buffers, sequenceNumber);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    [UnmanagedCallersOnly]
    private static NtStatus VerifySignature(nuint context, SecBufferDesc* buffers, uint sequenceNumber, uint* qop)
    {
        try
        {
            return SealProvider.SpVerifySignature(context, buffers, sequenceNumber, qop);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    [UnmanagedCallersOnly]
    private static NtStatus QueryContextAttributes(nuint context, uint attribute, void* buffer)
    {
        try
        {
            return SealProvider.SpQueryContextAttributes(context, attribute, buffer);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    [UnmanagedCallersOnly]
    private static NtStatus DeleteUserModeContext(nuint context)
    {
        try
        {
            return SealProvider.SpDeleteUserModeContext(context);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    [UnmanagedCallersOnly]
    private static NtStatus ExportContext(nuint context, uint flags, SecBuffer* packed, void** token)
    {
        try
        {
            return SealProvider.SpExportSecurityContext(context, flags, packed, token);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    [UnmanagedCallersOnly]
    private static NtStatus ImportContext(SecBuffer* packed, void* token, nuint* context)
    {
        try
        {
            return SealProvider.SpImportSecurityContext(packed, token, context);
        }
        catch (Exception)
        {
            return NtStatus.InternalError;
        }
    }

    // What follows belongs to logon: a context here comes with its keys, so there is no token to impersonate, no
    // authentication to complete and no credential to marshal.
    [UnmanagedCallersOnly]
    private static NtStatus GetContextToken(nuint context, void** token) => NtStatus.NotSupported;

    [UnmanagedCallersOnly]
    private static NtStatus CompleteAuthToken(nuint context, SecBufferDesc* input) => NtStatus.NotSupported;

    [UnmanagedCallersOnly]
    private static NtStatus FormatCredentials(SecBuffer* credentials, SecBuffer* formatted) => NtStatus.NotSupported;

    [UnmanagedCallersOnly]
    private static NtStatus MarshallSupplementalCreds(uint size, byte* credentials, uint* marshalledSize, void** marshalled) =>
        NtStatus.NotSupported;

    [UnmanagedCallersOnly]
    private static NtStatus MarshalAttributeData(
        uint info, uint attribute, uint size, byte* data, uint* marshalledSize, byte** marshalled) => NtStatus.NotSupported;
}
