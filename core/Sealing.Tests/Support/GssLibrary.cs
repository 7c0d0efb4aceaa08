// GSS-API (RFC 2744 and the IOV extensions) of MIT krb5 or Heimdal, by P/Invoke.

using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>One loaded GSS-API library.</summary>
internal sealed unsafe class GssLibrary
{
    private static readonly Lazy<GssLibrary?> s_mit = new(() => TryLoad("MIT krb5", "libgssapi_krb5.so.2"));
    private static readonly Lazy<GssLibrary?> s_heimdal = new(() => TryLoad("Heimdal", "libgssapi.so.3"));

    internal readonly delegate* unmanaged<uint*, GssBuffer*, void**, uint> ImportContext;
    internal readonly delegate* unmanaged<uint*, void**, void*, uint> DeleteContext;
    internal readonly delegate* unmanaged<uint*, GssBuffer*, uint> ReleaseBuffer;
    internal readonly delegate* unmanaged<uint*, void*, int, uint, GssBuffer*, int*, GssBuffer*, uint> Wrap;
    internal readonly delegate* unmanaged<uint*, void*, GssBuffer*, GssBuffer*, int*, uint*, uint> Unwrap;
    internal readonly delegate* unmanaged<uint*, void*, uint, GssBuffer*, GssBuffer*, uint> GetMic;
    internal readonly delegate* unmanaged<uint*, void*, GssBuffer*, GssBuffer*, uint*, uint> VerifyMic;
    internal readonly delegate* unmanaged<uint*, void*, int, uint, int*, GssIov*, int, uint> WrapIov;
    internal readonly delegate* unmanaged<uint*, void*, int*, uint*, GssIov*, int, uint> UnwrapIov;

    internal readonly delegate* unmanaged<uint*, void**, void*, GssBuffer*, void*, void**, void**, GssBuffer*, uint*, uint*, void**, uint> AcceptContext;
    internal readonly delegate* unmanaged<uint*, void**, GssBuffer*, uint> ExportContext;

    private GssLibrary(string name, nint library)
    {
        Name = name;
        AcceptContext = (delegate* unmanaged<uint*, void**, void*, GssBuffer*, void*, void**, void**, GssBuffer*, uint*, uint*, void**, uint>)NativeLibrary.GetExport(library, "gss_accept_sec_context");
        ExportContext = (delegate* unmanaged<uint*, void**, GssBuffer*, uint>)NativeLibrary.GetExport(library, "gss_export_sec_context");
        ImportContext = (delegate* unmanaged<uint*, GssBuffer*, void**, uint>)NativeLibrary.GetExport(library, "gss_import_sec_context");
        DeleteContext = (delegate* unmanaged<uint*, void**, void*, uint>)NativeLibrary.GetExport(library, "gss_delete_sec_context");
        ReleaseBuffer = (delegate* unmanaged<uint*, GssBuffer*, uint>)NativeLibrary.GetExport(library, "gss_release_buffer");
        Wrap = (delegate* unmanaged<uint*, void*, int, uint, GssBuffer*, int*, GssBuffer*, uint>)NativeLibrary.GetExport(library, "gss_wrap");
        Unwrap = (delegate* unmanaged<uint*, void*, GssBuffer*, GssBuffer*, int*, uint*, uint>)NativeLibrary.GetExport(library, "gss_unwrap");
        GetMic = (delegate* unmanaged<uint*, void*, uint, GssBuffer*, GssBuffer*, uint>)NativeLibrary.GetExport(library, "gss_get_mic");
        VerifyMic = (delegate* unmanaged<uint*, void*, GssBuffer*, GssBuffer*, uint*, uint>)NativeLibrary.GetExport(library, "gss_verify_mic");
        WrapIov = (delegate* unmanaged<uint*, void*, int, uint, int*, GssIov*, int, uint>)NativeLibrary.GetExport(library, "gss_wrap_iov");
        UnwrapIov = (delegate* unmanaged<uint*, void*, int*, uint*, GssIov*, int, uint>)NativeLibrary.GetExport(library, "gss_unwrap_iov");
    }

    /// <summary>MIT krb5, or null where libgssapi-krb5-2 is not installed.</summary>
    internal static GssLibrary? Mit => s_mit.Value;

    /// <summary>Heimdal, or null where libgssapi3-heimdal is not installed.</summary>
    internal static GssLibrary? Heimdal => s_heimdal.Value;

    /// <summary>The implementation.</summary>
    internal string Name { get; }

    private static GssLibrary? TryLoad(string name, string file) =>
        NativeLibrary.TryLoad(file, out nint library) ? new GssLibrary(name, library) : null;
}

/// <summary>gss_buffer_desc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GssBuffer
{
    internal nuint Length;
    internal byte* Value;
}

/// <summary>gss_iov_buffer_desc.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GssIov
{
    internal const uint Data = 1;
    internal const uint Header = 2;
    internal const uint Stream = 10;
    internal const uint SignOnly = 11;

    internal uint Type;
    internal GssBuffer Buffer;
}
