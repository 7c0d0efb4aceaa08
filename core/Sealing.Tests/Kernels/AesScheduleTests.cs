using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Kernels;

public unsafe class AesScheduleTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Blocks_equal_the_frameworks_on_x86(int keySize) => BlocksEqualTheFrameworks<X86Isa>(keySize);

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Blocks_equal_the_frameworks_on_arm64(int keySize) => BlocksEqualTheFrameworks<Arm64Isa>(keySize);

    private static void BlocksEqualTheFrameworks<TIsa>(int keySize)
        where TIsa : struct, IIsa
    {
        Assert.SkipUnless(TIsa.IsSupported, $"no {typeof(TIsa).Name} here");
        byte[] key = RandomNumberGenerator.GetBytes(keySize);
        byte[] plain = RandomNumberGenerator.GetBytes(16);
        using Aes aes = Aes.Create();
        aes.Key = key;
        byte[] expected = aes.EncryptEcb(plain, PaddingMode.None);

        int rounds = AesSchedule.Rounds(keySize);
        using var memory = new KeyMemory(2 * AesSchedule.MaxSize);
        byte* inverse = memory.Pointer + AesSchedule.MaxSize;
        AesSchedule.Expand<TIsa>(key, memory.Pointer);
        AesSchedule.Invert<TIsa>(memory.Pointer, inverse, rounds);

        Vector128<byte> state = Vector128.Create(plain) ^ Vector128.Load(memory.Pointer);
        for (int i = 1; i < rounds; i++)
        {
            state = TIsa.AesRound(state, Vector128.Load(memory.Pointer + 16 * i));
        }

        state = TIsa.AesLastRound(state, Vector128.Load(memory.Pointer + 16 * rounds));
        Assert.Equal(Vector128.Create(expected), state);

        state ^= Vector128.Load(inverse);
        for (int i = 1; i < rounds; i++)
        {
            state = TIsa.AesInverseRound(state, Vector128.Load(inverse + 16 * i));
        }

        state = TIsa.AesInverseLastRound(state, Vector128.Load(inverse + 16 * rounds));
        Assert.Equal(Vector128.Create(plain), state);
    }
}
