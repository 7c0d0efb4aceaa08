using System.Text.RegularExpressions;
using Microsoft.Diagnostics.Tracing.Etlx;

namespace PerfLab.Lab.Trace.Questions;

/// <summary>How frames are called in every answer: type and method, without namespace, signature and arity marks.</summary>
internal static partial class FrameName
{
    /// <summary>The name of a frame.</summary>
    public static string Of(TraceCodeAddress address)
    {
        string full = address.FullMethodName;
        if (full.Length > 0) return Short(full);
        return address.ModuleFile is { Name: { Length: > 0 } module } ? $"[{module}]" : "[native code]";
    }

    /// <summary>Shortens a runtime's full method name.</summary>
    public static string Short(string fullMethodName)
    {
        // value class and class stand before type arguments; the signature follows the method's name
        int signature = fullMethodName.IndexOf('(');
        string name = signature < 0 ? fullMethodName : fullMethodName[..signature];
        name = Noise().Replace(name, "");
        return Namespaces().Replace(name, "");
    }

    [GeneratedRegex(@"`\d+|\bvalue class |\bclass |\binstance |\bvoid ")]
    private static partial Regex Noise();

    // Namespaces go; the last dot before the method stays. Parts start with letters, so .ctor keeps its dot.
    [GeneratedRegex(@"(?<![\w.+>\]])(?:[A-Za-z_]\w*\.)+(?=[A-Za-z_<]\w*(?:[+][^.\[\],]*)?(?:\[[^\]]*\])?\.{1,2}[A-Za-z_<]|[A-Za-z_]\w*[\],])")]
    private static partial Regex Namespaces();
}
