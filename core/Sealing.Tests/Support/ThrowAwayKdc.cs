// A Kerberos realm for one test process: a KDC on a free port of 127.0.0.1, one user with a ticket cache, one service
// in a keytab. Takes about a second; files go to a temporary folder and are removed with the process.

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>The realm. The libraries of this process find it through KRB5_CONFIG, KRB5CCNAME and KRB5_KTNAME.</summary>
internal sealed partial class ThrowAwayKdc
{
    /// <summary>A service; keys are aes256-cts-hmac-sha1-96 (etype 18).</summary>
    internal const string Service = "perflab/localhost";

    private const string Realm = "PERFLAB.TEST";
    private const string User = "user";
    private const string Password = "throw-away";

    private const int UsualType = 18;

    private static readonly Dictionary<int, string> s_types = new()
    {
        [17] = "aes128-cts-hmac-sha1-96",
        [18] = "aes256-cts-hmac-sha1-96",
        [19] = "aes128-cts-hmac-sha256-128",
        [20] = "aes256-cts-hmac-sha384-192",
    };

    private static readonly string[] s_tools = ["krb5kdc", "kdb5_util", "kadmin.local", "kinit"];
    private static readonly Lazy<ThrowAwayKdc?> s_instance = new(Start);

    private readonly string _folder = Directory.CreateTempSubdirectory("perflab-kdc-").FullName;
    private Process? _kdc;
    private int _type;

    /// <summary>The realm of this process, or null where krb5-kdc, krb5-admin-server or krb5-user is missing.</summary>
    internal static ThrowAwayKdc? Instance => s_instance.Value;

    /// <summary>The reason for a null <see cref="Instance"/>.</summary>
    internal const string MissingReason = "A KDC is not installed (krb5-kdc krb5-admin-server krb5-user).";

    private static ThrowAwayKdc? Start()
    {
        if (!OperatingSystem.IsLinux() || s_tools.Any(tool => Find(tool) is null))
        {
            return null;
        }

        var kdc = new ThrowAwayKdc();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => kdc.Stop();
        kdc.WriteConfiguration(FreePort());
        kdc.MakeRealm();
        kdc._kdc = Process.Start(kdc.Command("krb5kdc", "-n"));
        kdc.Permit(UsualType);
        return kdc;
    }

    /// <summary>The service whose keys are of an encryption type.</summary>
    internal static string ServiceOf(int type) => type == UsualType ? Service : $"perflab{type}/localhost";

    /// <summary>From here on the libraries of this process use one encryption type only, in handshakes to come.</summary>
    internal void Permit(int type)
    {
        _type = type;
        GetTicket();
        ShowToLibraries();
    }

    private void WriteConfiguration(int port)
    {
        WriteClient(port, 0, string.Join(' ', s_types.Values));
        foreach ((int type, string name) in s_types)
        {
            WriteClient(port, type, name);
        }

        WriteServer(port);
    }

    // Type 0 is the KDC's own.
    private string ClientConfiguration(int type) => Path.Combine(_folder, $"krb5-{type}.conf");

    private void WriteClient(int port, int type, string permitted) =>
        File.WriteAllText(ClientConfiguration(type), $$"""
            [libdefaults]
             default_realm = {{Realm}}
             dns_lookup_kdc = false
             dns_lookup_realm = false
             dns_canonicalize_hostname = false
             rdns = false
             permitted_enctypes = {{permitted}}
            [realms]
             {{Realm}} = {
              kdc = 127.0.0.1:{{port}}
             }
            [domain_realm]
             localhost = {{Realm}}
            """);

    private void WriteServer(int port) =>
        File.WriteAllText(Path.Combine(_folder, "kdc.conf"), $$"""
            [kdcdefaults]
             kdc_listen = 127.0.0.1:{{port}}
             kdc_tcp_listen = 127.0.0.1:{{port}}
            [realms]
             {{Realm}} = {
              database_name = {{_folder}}/principal
              key_stash_file = {{_folder}}/stash
              supported_enctypes = {{string.Join(' ', s_types.Values.Select(name => name + ":normal"))}}
             }
            """);

    private void MakeRealm()
    {
        Run("kdb5_util", "create", "-s", "-P", Password, "-r", Realm);
        Run("kadmin.local", "-q", $"addprinc -pw {Password} {User}");
        foreach ((int type, string name) in s_types)
        {
            Run("kadmin.local", "-q", $"addprinc -randkey -e {name}:normal {ServiceOf(type)}");
            Run("kadmin.local", "-q", $"ktadd -k {Keytab} -e {name}:normal {ServiceOf(type)}");
        }
    }

    private void GetTicket()
    {
        for (int attempt = 0; ; attempt++)
        {
            using Process kinit = Process.Start(Command("kinit", $"{User}@{Realm}"))!;
            Answer(kinit);
            string output = kinit.StandardOutput.ReadToEnd() + kinit.StandardError.ReadToEnd();
            kinit.WaitForExit();
            if (kinit.ExitCode == 0)
            {
                return;
            }

            if (attempt == 50)
            {
                throw new InvalidOperationException($"kinit failed: {output}");
            }

            Thread.Sleep(20);
        }
    }

    // While the KDC is not there yet, kinit ends without asking for the password.
    private static void Answer(Process kinit)
    {
        try
        {
            kinit.StandardInput.WriteLine(Password);
            kinit.StandardInput.Close();
        }
        catch (IOException)
        {
        }
    }

    // The runtime keeps its own copy of the environment; the libraries read the process's.
    private void ShowToLibraries()
    {
        foreach ((string name, string value) in Environment)
        {
            if (SetEnv(name, value, overwrite: 1) != 0)
            {
                throw new InvalidOperationException($"setenv {name} failed.");
            }
        }
    }

    private void Stop()
    {
        _kdc?.Kill();
        _kdc?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Keytab => Path.Combine(_folder, "keytab");

    private (string Name, string Value)[] Environment =>
    [
        ("KRB5_CONFIG", ClientConfiguration(_type)),
        ("KRB5_KDC_PROFILE", Path.Combine(_folder, "kdc.conf")),
        ("KRB5_KTNAME", Keytab),
        ("KRB5CCNAME", $"FILE:{Path.Combine(_folder, $"cache-{_type}")}"),
        ("KRB5RCACHETYPE", "none"),
    ];

    private void Run(string tool, params string[] arguments)
    {
        using Process process = Process.Start(Command(tool, arguments))!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} failed: {output}{errors.Result}");
        }
    }

    private ProcessStartInfo Command(string tool, params string[] arguments)
    {
        var command = new ProcessStartInfo(Find(tool)!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in Environment)
        {
            command.Environment[name] = value;
        }

        return command;
    }

    private static string? Find(string tool) =>
        new[] { "/usr/sbin", "/usr/bin", "/sbin", "/bin" }.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
