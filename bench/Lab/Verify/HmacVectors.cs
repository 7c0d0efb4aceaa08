// HMAC cases through the core's HMAC. A truncated tag is the first bytes of the whole one (RFC 2104 section 5).

using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Lab.Verify;

/// <summary>Judges cases of HMAC.</summary>
internal static class HmacVectors
{
    /// <summary>True when the file is of an HMAC that the core has.</summary>
    public static bool Knows(string name) => name is "HMACSHA1" or "HMACSHA256" or "HMACSHA384";

    /// <summary>Judges one case.</summary>
    public static VectorVerdict Judge(string name, VectorCase test) => name switch
    {
        "HMACSHA1" => Judge<Sha1State>(test),
        "HMACSHA256" => Judge<Sha256State>(test),
        _ => Judge<Sha384State>(test),
    };

    private static VectorVerdict Judge<THash>(VectorCase test)
        where THash : unmanaged, IHashState<THash>
    {
        byte[] key = Convert.FromHexString(test.Key);
        if (key.Length > THash.BlockSize)
        {
            return VectorVerdict.Skipped($"key of {key.Length * 8} bits, longer than a block of the hash");
        }

        byte[] tag = Convert.FromHexString(test.Tag);
        byte[] made = new byte[tag.Length];
        using var hmac = new Hmac<THash>(key);
        hmac.Compute(Convert.FromHexString(test.Msg), made);
        return CryptographicOperations.FixedTimeEquals(made, tag) == test.IsValid
            ? VectorVerdict.Passed
            : VectorVerdict.Failed(test.IsValid ? "wrong tag" : "accepts it");
    }
}
