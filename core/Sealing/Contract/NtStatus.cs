// The status of one call of the contract.
//
// Two spellings live side by side, as they do in Windows: NTSTATUS where ntstatus.h names the condition, and the
// SEC_E_* value where only SSPI names it (MESSAGE_ALTERED, OUT_OF_SEQUENCE, CONTEXT_EXPIRED, QOP_NOT_SUPPORTED).

namespace PerfLab.Sealing.Contract;

/// <summary>Result of a call on the message path. Negative values are failures.</summary>
/// <remarks>Values: ntstatus.h (STATUS_*) and winerror.h (SEC_E_*).</remarks>
public enum NtStatus
{
    /// <summary>STATUS_SUCCESS.</summary>
    Success = 0,

    /// <summary>STATUS_INVALID_HANDLE: unknown, stale or deleted context, or one without the protection asked for.</summary>
    InvalidHandle = unchecked((int)0xC0000008),

    /// <summary>STATUS_INVALID_PARAMETER: a buffer is missing, too small, or of a shape that the contract does not allow.</summary>
    InvalidParameter = unchecked((int)0xC000000D),

    /// <summary>STATUS_BUFFER_TOO_SMALL: an output buffer other than TOKEN is too small.</summary>
    BufferTooSmall = unchecked((int)0xC0000023),

    /// <summary>STATUS_INSUFFICIENT_RESOURCES.</summary>
    InsufficientResources = unchecked((int)0xC000009A),

    /// <summary>STATUS_NOT_SUPPORTED: the entry exists in the table, but not in this package.</summary>
    NotSupported = unchecked((int)0xC00000BB),

    /// <summary>STATUS_INTERNAL_ERROR.</summary>
    InternalError = unchecked((int)0xC00000E5),

    /// <summary>SEC_E_UNSUPPORTED_FUNCTION: the context was not negotiated for this operation.</summary>
    UnsupportedFunction = unchecked((int)0x80090302),

    /// <summary>SEC_E_INVALID_TOKEN: the token is malformed, of an unknown version, or not for this context.</summary>
    InvalidToken = unchecked((int)0x80090308),

    /// <summary>SEC_E_QOP_NOT_SUPPORTED.</summary>
    QopNotSupported = unchecked((int)0x8009030A),

    /// <summary>SEC_E_MESSAGE_ALTERED: the message is not what its sender sealed. No plaintext was returned.</summary>
    MessageAltered = unchecked((int)0x8009030F),

    /// <summary>SEC_E_OUT_OF_SEQUENCE: authentic, but replayed, too old, or not the number expected.</summary>
    OutOfSequence = unchecked((int)0x80090310),

    /// <summary>SEC_E_CONTEXT_EXPIRED: the lifetime, the message limit or the sequence numbers are used up.</summary>
    ContextExpired = unchecked((int)0x80090317),

    /// <summary>SEC_E_INCOMPLETE_MESSAGE: a stream holds less than one message.</summary>
    IncompleteMessage = unchecked((int)0x80090318),
}
