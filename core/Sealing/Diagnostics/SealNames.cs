using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Diagnostics;

/// <summary>Constant strings for events and tags, so that naming a status or an operation allocates nothing.</summary>
internal static class SealNames
{
    /// <summary>The operation as case names spell it.</summary>
    public static string Name(this MessageUse operation) => operation switch
    {
        MessageUse.Seal => "seal",
        MessageUse.Unseal => "unseal",
        MessageUse.Sign => "sign",
        _ => "verify",
    };

    /// <summary>The status by the name of its enum member.</summary>
    public static string Name(this NtStatus status) => Enum.GetName(status) ?? "Unknown";
}
