// The message entry points of a security package in user mode (SECPKG_USER_FUNCTION_TABLE), over managed code. The
// argument order is the contract's: Make and Seal take (handle, QoP, buffers, number), Verify and Unseal take (handle,
// buffers, number, out QoP).
//
// Nothing a caller passes makes these throw: a handle that is no context's answers InvalidHandle, a descriptor that is
// not of the contract's shape InvalidParameter, and then nothing is written.

using System.Security.Cryptography;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages;

namespace PerfLab.Sealing.Sspi;

/// <summary>SpSealMessage and its siblings.</summary>
public static unsafe class SealProvider
{
    /// <summary>Files a context in the table.</summary>
    /// <returns>The handle to call the other functions with.</returns>
    public static nuint Open(SealContext context) => ContextTable.Add(context);

    /// <summary>Makes the context of a handle that the caller chose from a packed context (see <see cref="PackedContext"/>).</summary>
    /// <param name="contextHandle">The handle; not one that is in use.</param>
    /// <param name="packedContext">The bytes; they stay the caller's.</param>
    public static NtStatus SpInitUserModeContext(nuint contextHandle, SecBuffer* packedContext)
    {
        NtStatus status = Import(packedContext, out SealContext? context);
        if (context is not null && !ContextTable.TryAdd(contextHandle, context))
        {
            context.Dispose();
            return NtStatus.InvalidParameter;
        }

        return status;
    }

    /// <summary>Makes a context from a packed context and gives it a handle.</summary>
    /// <param name="packedContext">The bytes; they stay the caller's.</param>
    /// <param name="token">Not looked at: no package impersonates.</param>
    /// <param name="contextHandle">The handle, after success.</param>
    public static NtStatus SpImportSecurityContext(SecBuffer* packedContext, void* token, nuint* contextHandle)
    {
        if (contextHandle == null)
        {
            return NtStatus.InvalidParameter;
        }

        NtStatus status = Import(packedContext, out SealContext? context);
        if (context is not null)
        {
            *contextHandle = ContextTable.Add(context);
        }

        return status;
    }

    /// <summary>Packs a context. Without RESET_NEW the live state is handed over: the context answers InvalidHandle to
    /// messages from then on.</summary>
    /// <param name="contextHandle">The context.</param>
    /// <param name="flags"><see cref="ExportFlags"/>.</param>
    /// <param name="packedContext">After success, bytes of the caller's heap, which hold keys.</param>
    /// <param name="token">Set to null when given.</param>
    public static NtStatus SpExportSecurityContext(nuint contextHandle, uint flags, SecBuffer* packedContext, void** token)
    {
        if (!ContextTable.TryFind(contextHandle, out SealContext? context))
        {
            return NtStatus.InvalidHandle;
        }

        // The room is taken first: state that was handed over must not get lost.
        void* room = packedContext == null ? null : SspHeap.Allocate(PackedContext.MaxSize);
        if (room == null)
        {
            return packedContext == null ? NtStatus.InvalidParameter : NtStatus.InsufficientResources;
        }

        NtStatus status = PackedContext.Export(context, (ExportFlags)flags, out byte[]? packed);
        if (packed is null)
        {
            SspHeap.Free(room);
            return status;
        }

        packed.CopyTo(new Span<byte>(room, packed.Length));
        *packedContext = new SecBuffer(SecBufferType.Empty, room, (uint)packed.Length);
        CryptographicOperations.ZeroMemory(packed);
        if (token != null)
        {
            *token = null;
        }

        return status;
    }

    /// <summary>Encrypts a message in place and writes its token.</summary>
    /// <param name="contextHandle">The context.</param>
    /// <param name="qualityOfProtection">What to do; 0 is the context's default.</param>
    /// <param name="messageBuffers">One writable DATA and one TOKEN; READONLY_WITH_CHECKSUM DATA is authenticated too.</param>
    /// <param name="messageSequenceNumber">The caller's number of the message, or 0.</param>
    public static NtStatus SpSealMessage(nuint contextHandle, uint qualityOfProtection, SecBufferDesc* messageBuffers, uint messageSequenceNumber)
    {
        var qop = new QualityOfProtection(qualityOfProtection);
        return Run(MessageUse.Seal, contextHandle, ref qop, messageBuffers, messageSequenceNumber);
    }

    /// <summary>Verifies a message and decrypts it in place. After a failure its DATA is all zero.</summary>
    /// <param name="contextHandle">The context.</param>
    /// <param name="messageBuffers">TOKEN and DATA as sent, or STREAM and an empty DATA.</param>
    /// <param name="messageSequenceNumber">The number expected, or 0.</param>
    /// <param name="qualityOfProtection">What the message had; may be null.</param>
    public static NtStatus SpUnsealMessage(nuint contextHandle, SecBufferDesc* messageBuffers, uint messageSequenceNumber, uint* qualityOfProtection)
    {
        var qop = QualityOfProtection.Default;
        NtStatus status = Run(MessageUse.Unseal, contextHandle, ref qop, messageBuffers, messageSequenceNumber);
        return Report(status, qop, qualityOfProtection);
    }

    /// <summary>Writes a signature of all DATA buffers.</summary>
    /// <inheritdoc cref="SpSealMessage"/>
    public static NtStatus SpMakeSignature(nuint contextHandle, uint qualityOfProtection, SecBufferDesc* messageBuffers, uint messageSequenceNumber)
    {
        var qop = new QualityOfProtection(qualityOfProtection);
        return Run(MessageUse.Sign, contextHandle, ref qop, messageBuffers, messageSequenceNumber);
    }

    /// <summary>Verifies a signature of all DATA buffers.</summary>
    /// <inheritdoc cref="SpUnsealMessage"/>
    public static NtStatus SpVerifySignature(nuint contextHandle, SecBufferDesc* messageBuffers, uint messageSequenceNumber, uint* qualityOfProtection)
    {
        var qop = QualityOfProtection.Default;
        NtStatus status = Run(MessageUse.Verify, contextHandle, ref qop, messageBuffers, messageSequenceNumber);
        return Report(status, qop, qualityOfProtection);
    }

    /// <summary>Tells something about a context.</summary>
    /// <param name="contextHandle">The context.</param>
    /// <param name="contextAttribute">A <see cref="ContextAttribute"/>; others answer NotSupported.</param>
    /// <param name="buffer">The SecPkgContext_* structure of the attribute.</param>
    public static NtStatus SpQueryContextAttributes(nuint contextHandle, uint contextAttribute, void* buffer) =>
        !ContextTable.TryFind(contextHandle, out SealContext? context) ? NtStatus.InvalidHandle
        : buffer == null ? NtStatus.InvalidParameter
        : ContextQuery.Answer(context, (ContextAttribute)contextAttribute, buffer);

    /// <summary>Deletes a context: waits for calls in flight, zeroes its keys. The handle is never used again.</summary>
    public static NtStatus SpDeleteUserModeContext(nuint contextHandle)
    {
        if (!ContextTable.TryFind(contextHandle, out SealContext? context))
        {
            return NtStatus.InvalidHandle;
        }

        context.Dispose();
        return NtStatus.Success;
    }

    private static NtStatus Import(SecBuffer* packedContext, out SealContext? context)
    {
        context = null;
        SecBuffer packed = packedContext == null ? default : *packedContext;
        return packed.pvBuffer == null || packed.cbBuffer > PackedContext.MaxSize
            ? NtStatus.InvalidParameter
            : PackedContext.Import(new ReadOnlySpan<byte>(packed.pvBuffer, (int)packed.cbBuffer), out context);
    }

    private static NtStatus Run(MessageUse use, nuint handle, ref QualityOfProtection qop, SecBufferDesc* descriptor, uint sequenceNumber)
    {
        // Emptied before anything else: the runtime empties it there anyway, and later would be a second time.
        scoped MessageBuffers buffers = default;
        if (!ContextTable.TryFind(handle, out SealContext? context))
        {
            return NtStatus.InvalidHandle;
        }

        NtStatus status = buffers.ReadFrom(descriptor, use, stackalloc SecBuffer[MessageBuffers.MaxCount]);
        if (status == NtStatus.Success)
        {
            status = context.Run(use, ref buffers, ref qop, sequenceNumber);
        }

        if (status == NtStatus.Success)
        {
            buffers.WriteBack(use);
        }

        return status;
    }

    private static NtStatus Report(NtStatus status, QualityOfProtection qop, uint* answer)
    {
        if (status == NtStatus.Success && answer != null)
        {
            *answer = qop.Value;
        }

        return status;
    }
}
