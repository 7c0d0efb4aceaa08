// libcrypto's EVP without a wrapper: what AesGcm would cost if its call cost nothing but the library's own calls.
// Per message: set the nonce, add the associated data, encrypt, finish, fetch (or set) the tag.

using System.Runtime.InteropServices;
using PerfLab.Cases;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Lab.Peers;

/// <summary>Raw OpenSSL 3 EVP by P/Invoke, key schedule done once.</summary>
internal readonly unsafe struct OpenSslAead : IAeadPeerCipher<OpenSslAead>
{
    private const int SetNonceSize = 9;
    private const int GetTag = 16;
    private const int SetTag = 17;

    private readonly nint _encrypt;
    private readonly nint _decrypt;

    private OpenSslAead(AeadSuite suite, byte[] key)
    {
        _encrypt = NewContext(suite, key, 1);
        _decrypt = NewContext(suite, key, 0);
    }

    /// <summary>Why libcrypto cannot be used here, or null.</summary>
    public static string? Absence => LibCrypto.Absence;

    public static bool IsInPlace => true;

    public int TagSize => AeadAlgorithms.TagSize;

    public ReadOnlySpan<byte> Output(ReadOnlySpan<byte> message) => message;

    public static bool Offers(AeadSuite suite) => suite.XorsKeystream;

    public static OpenSslAead Create(AeadSuite suite, byte[] key) => new(suite, key);

    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message)
    {
        fixed (byte* n = nonce, a = aad, m = message)
        {
            var size = message.Length - TagSize;
            int written;
            Require(LibCrypto.Init(_encrypt, 0, 0, null, n, -1) & LibCrypto.Update(_encrypt, null, &written, a, aad.Length)
                & LibCrypto.Update(_encrypt, m, &written, m, size) & LibCrypto.Final(_encrypt, m + size, &written)
                & LibCrypto.Control(_encrypt, GetTag, TagSize, m + size));
        }
    }

    public bool Unseal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> aad, Span<byte> message)
    {
        fixed (byte* n = nonce, a = aad, m = message)
        {
            var size = message.Length - TagSize;
            int written;
            return (LibCrypto.Init(_decrypt, 0, 0, null, n, -1) & LibCrypto.Control(_decrypt, SetTag, TagSize, m + size)
                & LibCrypto.Update(_decrypt, null, &written, a, aad.Length) & LibCrypto.Update(_decrypt, m, &written, m, size)
                & LibCrypto.Final(_decrypt, m + size, &written)) == 1;
        }
    }

    private static nint NewContext(AeadSuite suite, byte[] key, int encrypts)
    {
        var cipher = suite.Algorithm switch
        {
            AeadAlgorithm.Aes128Gcm => LibCrypto.Aes128Gcm(),
            AeadAlgorithm.Aes256Gcm => LibCrypto.Aes256Gcm(),
            _ => LibCrypto.ChaCha20Poly1305(),
        };
        var context = LibCrypto.NewContext();
        fixed (byte* k = key)
        {
            Require(LibCrypto.Init(context, cipher, 0, null, null, encrypts)
                & LibCrypto.Control(context, SetNonceSize, suite.Algorithm.NonceSize(), null)
                & LibCrypto.Init(context, 0, 0, k, null, encrypts));
        }

        return context;
    }

    private static void Require(int result)
    {
        if (result != 1)
        {
            throw new CaseFailedException("libcrypto refused a call.");
        }
    }

    /// <summary>The functions of libcrypto 3 that are needed. A context is freed with its process, which measures one case.</summary>
    private static partial class LibCrypto
    {
        private const string Name = "libcrypto3";

        private static readonly string[] FileNames =
            ["libcrypto.so.3", "libcrypto.3.dylib", "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll"];

        private static readonly nint Handle = Load();

        static LibCrypto() => NativeLibrary.SetDllImportResolver(
            typeof(LibCrypto).Assembly, (name, _, _) => name == Name ? Handle : 0);

        public static string? Absence => Handle == 0 ? "libcrypto 3 is not installed" : null;

        [DllImport(Name, EntryPoint = "EVP_CIPHER_CTX_new")]
        public static extern nint NewContext();

        [DllImport(Name, EntryPoint = "EVP_aes_128_gcm")]
        public static extern nint Aes128Gcm();

        [DllImport(Name, EntryPoint = "EVP_aes_256_gcm")]
        public static extern nint Aes256Gcm();

        [DllImport(Name, EntryPoint = "EVP_chacha20_poly1305")]
        public static extern nint ChaCha20Poly1305();

        [DllImport(Name, EntryPoint = "EVP_CipherInit_ex")]
        public static extern int Init(nint context, nint cipher, nint engine, byte* key, byte* nonce, int encrypts);

        [DllImport(Name, EntryPoint = "EVP_CipherUpdate")]
        public static extern int Update(nint context, byte* output, int* written, byte* input, int size);

        [DllImport(Name, EntryPoint = "EVP_CipherFinal_ex")]
        public static extern int Final(nint context, byte* output, int* written);

        [DllImport(Name, EntryPoint = "EVP_CIPHER_CTX_ctrl")]
        public static extern int Control(nint context, int command, int size, byte* value);

        private static nint Load()
        {
            foreach (var file in FileNames)
            {
                if (NativeLibrary.TryLoad(file, out var handle))
                {
                    return handle;
                }
            }

            return 0;
        }
    }
}
