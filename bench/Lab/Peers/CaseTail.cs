using PerfLab.Cases;

namespace PerfLab.Lab.Peers;

/// <summary>What a case and its peers share: suite/operation/mode/size.</summary>
internal sealed record CaseTail(string Suite, string Operation, string Mode, int SizeBytes)
{
    /// <summary>Null when the tail has another shape.</summary>
    public static CaseTail? Parse(string tail) =>
        tail.Split('/') is [var suite, var operation, var mode, var size] && MessageSize.TryParse(size, out var bytes) && bytes <= int.MaxValue
            ? new CaseTail(suite, operation, mode, (int)bytes)
            : null;
}
