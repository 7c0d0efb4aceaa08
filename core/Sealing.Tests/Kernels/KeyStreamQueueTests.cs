using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Kernels;

/// <summary>The queue, at its fullest too, stays within its room and leaves nothing there, on every tier of this machine. That
/// its blocks are the right ones is for AeadBatchTests.</summary>
public class KeyStreamQueueTests
{
    private const int MaxMessages = KeyStreamQueue.Capacity / 5;

    private static readonly (AeadAlgorithm Suite, Tier Tier)[] s_ciphers =
    [
        .. new[] { AeadAlgorithm.Aes128Gcm, AeadAlgorithm.Aes256Gcm }
            .SelectMany(suite => AeadCiphers.Tiers(suite).Where(tier => tier != Tier.Portable).Select(tier => (suite, tier))),
    ];

    [Fact]
    public void Clear_wipes_all_key_stream()
    {
        Span<byte> room = stackalloc byte[KeyStreamQueue.RoomSize];
        foreach ((AeadAlgorithm suite, Tier tier) in s_ciphers)
        {
            foreach (int messages in (int[])[1, 3, MaxMessages])
            {
                room.Clear();
                var queue = new KeyStreamQueue(room);
                Use(suite, tier, messages, ref queue);
                Assert.True(room.IndexOfAnyExcept((byte)0) >= 0);
                queue.Clear();
                Assert.True(room.IndexOfAnyExcept((byte)0) < 0, $"{suite} on {tier}, {messages} messages");
            }
        }
    }

    // On either side of the room is a page that nobody may touch: a byte too far ends the process.
    [Fact]
    public void Nothing_outside_the_room_is_touched()
    {
        Assert.SkipUnless(GuardedMemory.IsAvailable, "Guard pages are asked for on Linux and Windows only.");
        using GuardedMemory memory = new(KeyStreamQueue.RoomSize);
        foreach ((AeadAlgorithm suite, Tier tier) in s_ciphers)
        {
            foreach (bool atEnd in (bool[])[false, true])
            {
                var queue = new KeyStreamQueue(memory.Flush(KeyStreamQueue.RoomSize, atEnd));
                Use(suite, tier, MaxMessages, ref queue);
                queue.Clear();
            }
        }
    }

    private static void Use(AeadAlgorithm suite, Tier tier, int messages, ref KeyStreamQueue queue)
    {
        using AeadCipher cipher = AeadCiphers.Create(suite, new byte[suite.KeySize()], new byte[suite.SaltSize()], tier);
        (byte[] data, byte[] tag) = (new byte[KeyStreamQueue.MaxLength], new byte[16]);
        int blocks = KeyStreamQueue.BlocksOf(KeyStreamQueue.MaxLength);
        cipher.Enqueue([.. Enumerable.Range(0, messages).Select(i => new MessageStart(0, (ulong)i, blocks))], ref queue);
        for (int i = 0; i < messages; i++)
        {
            cipher.SealQueued(0, (ulong)i, default, data, tag, ref queue);
        }
    }
}
