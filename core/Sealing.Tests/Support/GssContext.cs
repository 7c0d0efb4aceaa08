namespace PerfLab.Sealing.Tests.Support;

/// <summary>An established context of MIT krb5, Heimdal or gss-ntlmssp, made from raw keys.</summary>
internal sealed unsafe class GssContext : IDisposable
{
    /// <summary>GSS_S_COMPLETE.</summary>
    internal const uint Complete = 0;

    private static readonly byte[] s_nothing = new byte[1];

    private readonly GssLibrary _library;
    private void* _context;

    internal GssContext(GssLibrary library, GssContextOptions options)
        : this(library, library == GssLibrary.Mit ? GssContextBlob.ForMit(options) : GssContextBlob.ForHeimdal(options))
    {
    }

    private GssContext(GssLibrary library, byte[] blob)
    {
        _library = library;
        uint minor, major;
        void* context = null;
        fixed (byte* bytes = blob)
        {
            var buffer = new GssBuffer { Length = (nuint)blob.Length, Value = bytes };
            major = library.ImportContext(&minor, &buffer, &context);
        }

        if (major != Complete)
        {
            throw new InvalidOperationException($"{library.Name} does not take the context: {major:x8} {minor}.");
        }

        _context = context;
    }

    /// <summary>Imports an interprocess token.</summary>
    internal static GssContext Import(GssLibrary library, byte[] token) => new(library, token);

    /// <summary>gss_wrap.</summary>
    internal byte[] Wrap(ReadOnlySpan<byte> message, bool encrypt)
    {
        uint minor;
        int encrypted;
        GssBuffer output = default;
        fixed (byte* bytes = NonNull(message))
        {
            var input = new GssBuffer { Length = (nuint)message.Length, Value = bytes };
            Check(_library.Wrap(&minor, _context, encrypt ? 1 : 0, 0, &input, &encrypted, &output), minor);
        }

        return Take(output);
    }

    /// <summary>gss_wrap, for timing: the token is released as it is.</summary>
    internal void WrapAndDrop(ReadOnlySpan<byte> message)
    {
        uint minor;
        int encrypted;
        GssBuffer output = default;
        fixed (byte* bytes = NonNull(message))
        {
            var input = new GssBuffer { Length = (nuint)message.Length, Value = bytes };
            Check(_library.Wrap(&minor, _context, 1, 0, &input, &encrypted, &output), minor);
        }

        _ = _library.ReleaseBuffer(&minor, &output);
    }

    /// <summary>gss_get_mic, for timing: the token is released as it is.</summary>
    internal void GetMicAndDrop(ReadOnlySpan<byte> message)
    {
        uint minor;
        GssBuffer output = default;
        fixed (byte* bytes = NonNull(message))
        {
            var input = new GssBuffer { Length = (nuint)message.Length, Value = bytes };
            Check(_library.GetMic(&minor, _context, 0, &input, &output), minor);
        }

        _ = _library.ReleaseBuffer(&minor, &output);
    }

    /// <summary>gss_wrap here and gss_unwrap at the receiver, for timing: both results are released as they are.</summary>
    internal uint PassTo(GssContext receiver, ReadOnlySpan<byte> message)
    {
        uint minor;
        int encrypted;
        GssBuffer token = default;
        fixed (byte* bytes = NonNull(message))
        {
            var input = new GssBuffer { Length = (nuint)message.Length, Value = bytes };
            Check(_library.Wrap(&minor, _context, 1, 0, &input, &encrypted, &token), minor);
        }

        uint major = receiver.UnwrapAndDrop(new ReadOnlySpan<byte>(token.Value, (int)token.Length));
        _ = _library.ReleaseBuffer(&minor, &token);
        return major;
    }

    /// <summary>gss_unwrap, for timing: the message is released as it is.</summary>
    internal uint UnwrapAndDrop(ReadOnlySpan<byte> token)
    {
        uint minor, qop, major;
        int confidential;
        GssBuffer output = default;
        fixed (byte* bytes = token)
        {
            var input = new GssBuffer { Length = (nuint)token.Length, Value = bytes };
            major = _library.Unwrap(&minor, _context, &input, &output, &confidential, &qop);
        }

        _ = _library.ReleaseBuffer(&minor, &output);
        return major;
    }

    /// <summary>gss_unwrap; the major status, with supplementary bits.</summary>
    internal uint Unwrap(ReadOnlySpan<byte> token, out byte[] message, out bool encrypted)
    {
        uint minor, qop, major;
        int confidential = 0;
        GssBuffer output = default;
        fixed (byte* bytes = NonNull(token))
        {
            var input = new GssBuffer { Length = (nuint)token.Length, Value = bytes };
            major = _library.Unwrap(&minor, _context, &input, &output, &confidential, &qop);
        }

        message = Take(output);
        encrypted = confidential != 0;
        return major;
    }

    /// <summary>gss_get_mic.</summary>
    internal byte[] GetMic(ReadOnlySpan<byte> message)
    {
        uint minor;
        GssBuffer output = default;
        fixed (byte* bytes = NonNull(message))
        {
            var input = new GssBuffer { Length = (nuint)message.Length, Value = bytes };
            Check(_library.GetMic(&minor, _context, 0, &input, &output), minor);
        }

        return Take(output);
    }

    /// <summary>gss_verify_mic; the major status.</summary>
    internal uint VerifyMic(ReadOnlySpan<byte> message, ReadOnlySpan<byte> mic)
    {
        uint minor, qop;
        fixed (byte* bytes = NonNull(message), token = NonNull(mic))
        {
            var input = new GssBuffer { Length = (nuint)message.Length, Value = bytes };
            var signature = new GssBuffer { Length = (nuint)mic.Length, Value = token };
            return _library.VerifyMic(&minor, _context, &input, &signature, &qop);
        }
    }

    /// <summary>gss_wrap_iov over the buffers HEADER, SIGN_ONLY, DATA, SIGN_ONLY, in place.</summary>
    internal uint WrapIov(Span<byte> header, ReadOnlySpan<byte> before, Span<byte> data, ReadOnlySpan<byte> after, bool encrypt)
    {
        uint minor;
        int encrypted;
        fixed (byte* h = header, b = NonNull(before), d = NonNull(data), a = NonNull(after))
        {
            GssIov* iov = stackalloc GssIov[4];
            int count = LayOut(iov, new GssBuffer { Length = (nuint)header.Length, Value = h }, b, before.Length, d, data.Length, a, after.Length);
            return _library.WrapIov(&minor, _context, encrypt ? 1 : 0, 0, &encrypted, iov, count);
        }
    }

    /// <summary>gss_unwrap_iov over the buffers HEADER, SIGN_ONLY, DATA, SIGN_ONLY, in place.</summary>
    internal uint UnwrapIov(Span<byte> header, ReadOnlySpan<byte> before, Span<byte> data, ReadOnlySpan<byte> after, out bool encrypted)
    {
        uint minor, qop, major;
        int confidential = 0;
        fixed (byte* h = NonNull(header), b = NonNull(before), d = NonNull(data), a = NonNull(after))
        {
            GssIov* iov = stackalloc GssIov[4];
            int count = LayOut(iov, new GssBuffer { Length = (nuint)header.Length, Value = h }, b, before.Length, d, data.Length, a, after.Length);
            major = _library.UnwrapIov(&minor, _context, &confidential, &qop, iov, count);
        }

        encrypted = confidential != 0;
        return major;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        uint minor;
        fixed (void** context = &_context)
        {
            _ = _library.DeleteContext(&minor, context, null);
        }
    }

    private static int LayOut(GssIov* iov, GssBuffer header, byte* before, int beforeSize, byte* data, int dataSize, byte* after, int afterSize)
    {
        int count = 0;
        iov[count++] = new GssIov { Type = GssIov.Header, Buffer = header };
        if (beforeSize > 0)
        {
            iov[count++] = new GssIov { Type = GssIov.SignOnly, Buffer = new GssBuffer { Length = (nuint)beforeSize, Value = before } };
        }

        iov[count++] = new GssIov { Type = GssIov.Data, Buffer = new GssBuffer { Length = (nuint)dataSize, Value = data } };
        if (afterSize > 0)
        {
            iov[count++] = new GssIov { Type = GssIov.SignOnly, Buffer = new GssBuffer { Length = (nuint)afterSize, Value = after } };
        }

        return count;
    }

    // The libraries refuse a null pointer even for an empty message.
    private static ReadOnlySpan<byte> NonNull(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? s_nothing : bytes;

    private byte[] Take(GssBuffer buffer)
    {
        uint minor;
        // After a failure gss-ntlmssp leaves a length without bytes.
        byte[] bytes = buffer.Value is null ? [] : new ReadOnlySpan<byte>(buffer.Value, (int)buffer.Length).ToArray();
        _ = _library.ReleaseBuffer(&minor, &buffer);
        return bytes;
    }

    private void Check(uint major, uint minor)
    {
        if (major != Complete)
        {
            throw new InvalidOperationException($"{_library.Name} failed: {major:x8} {minor}.");
        }
    }
}
