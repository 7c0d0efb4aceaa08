namespace PerfLab.Cases;

/// <summary>The only source of input data: the same bytes on every machine and in every run.</summary>
public static class Inputs
{
    private const int Seed = 0x5EA1;

    /// <summary>Pseudo-random bytes (not secret, not unpredictable). Different lengths give unrelated bytes.</summary>
    public static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(Seed + length).NextBytes(bytes);
        return bytes;
    }
}
