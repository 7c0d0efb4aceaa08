namespace PerfLab.Sealing.Packages;

/// <summary>SECPKG_CONTEXT_EXPORT_*: what becomes of the two contexts.</summary>
[Flags]
public enum ExportFlags : uint
{
    /// <summary>The live state is handed over; the exporting context protects no further message.</summary>
    None = 0,

    /// <summary>RESET_NEW: the new context starts afresh, with keys of its own; the exporting one goes on.</summary>
    ResetNew = 1,

    /// <summary>DELETE_OLD: the exporting context is deleted.</summary>
    DeleteOld = 2,

    /// <summary>TO_KERNEL: not supported.</summary>
    ToKernel = 4,
}
