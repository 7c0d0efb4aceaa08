// One build's cases in a load context of its own: its Cases and its Sealing, whatever this program was built with. It is
// talked to through framework types only (PerfLab.Cases.CaseBridge), so builds of different versions can meet.

using System.Reflection;
using System.Runtime.Loader;

namespace PerfLab.Lab.Compare.Sampling;

internal sealed class CaseBuild
{
    private readonly Func<string[]> names;
    private readonly Func<string, Action<long>> prepare;

    private CaseBuild(Func<string[]> names, Func<string, Action<long>> prepare)
    {
        this.names = names;
        this.prepare = prepare;
    }

    /// <summary>Loads PerfLab.Cases.dll of a folder with what lies beside it.</summary>
    /// <exception cref="UserException">The build has no bridge to its cases.</exception>
    public static CaseBuild Load(string side, string folder)
    {
        string path = Path.Combine(folder, "PerfLab.Cases.dll");
        Type bridge = new FolderContext(side, path).LoadFromAssemblyPath(path).GetType("PerfLab.Cases.CaseBridge")
            ?? throw NoBridge(side);
        return new CaseBuild(
            Bind<Func<string[]>>(bridge, "Names") ?? throw NoBridge(side),
            Bind<Func<string, Action<long>>>(bridge, "Prepare") ?? throw NoBridge(side));
    }

    public string[] Names() => names();

    /// <summary>A delegate that runs as many operations of the case as it is told.</summary>
    public Action<long> Prepare(string name) => prepare(name);

    private static T? Bind<T>(Type bridge, string method)
        where T : Delegate =>
        bridge.GetMethod(method, BindingFlags.Public | BindingFlags.Static)?.CreateDelegate<T>();

    private static UserException NoBridge(string side) =>
        new($"{side}: its bench/Cases has no PerfLab.Cases.CaseBridge with Names and Prepare; choose a newer commit");

    private sealed class FolderContext(string name, string mainAssembly) : AssemblyLoadContext(name)
    {
        private readonly AssemblyDependencyResolver resolver = new(mainAssembly);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
            resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
    }
}
