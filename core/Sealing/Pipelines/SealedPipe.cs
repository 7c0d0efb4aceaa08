// A connection whose messages are sealed on their way.
//
//   Output   application -> [ header | token | data ] -> transport.Output      sealed in the transport's own memory
//   Input    application <-                    data   <- transport.Input       unsealed in the transport's own memory
//
// No byte is copied and nothing is allocated for a message, except that a message which was received in pieces is put
// together in a pooled buffer. A message that fails ends the connection in both directions with a SealException, and the
// contexts are not used by the pipe any more.
//
// The end of the transport between two messages is an orderly end. None of the framings has a closing message, so whoever
// can cut the connection can cut it there: a protocol on top that must notice has to say when it is done.

using System.IO.Pipelines;
using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Pipelines;

/// <summary>An <see cref="IDuplexPipe"/> that seals what is written and unseals what is read.</summary>
public sealed class SealedPipe : IDuplexPipe, IAsyncDisposable
{
    private readonly IAsyncDisposable? _owned;
    private readonly SealedPipeReader _input;
    private readonly SealedPipeWriter _output;

    /// <summary>Seals a transport with one context for each direction.</summary>
    /// <param name="transport">Carries the frames. The pipe is its only user; received bytes are changed in its memory.</param>
    /// <param name="send">Seals. Stays the caller's.</param>
    /// <param name="receive">Unseals; may be <paramref name="send"/>. Stays the caller's.</param>
    /// <param name="options">Framing and protection; the defaults when null.</param>
    /// <exception cref="ArgumentException">A message of the framing has no room for the context's token.</exception>
    public SealedPipe(IDuplexPipe transport, SealContext send, SealContext receive, SealedPipeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(receive);
        options ??= new SealedPipeOptions();
        var fault = new PipeFault(transport);
        _output = new SealedPipeWriter(transport.Output, send, options, fault);
        _input = new SealedPipeReader(transport.Input, receive, options, fault);
        _owned = transport as IAsyncDisposable;
    }

    /// <summary>Seals a transport with one context for both directions.</summary>
    public SealedPipe(IDuplexPipe transport, SealContext context, SealedPipeOptions? options = null)
        : this(transport, context, context, options)
    {
    }

    /// <summary>Seals a stream, for example a NetworkStream. Disposing the pipe disposes the stream.</summary>
    public SealedPipe(Stream stream, SealContext context, SealedPipeOptions? options = null)
        : this(new StreamDuplexPipe(stream), context, context, options)
    {
    }

    /// <summary>What the peer sent, unsealed. Each segment of a read's buffer is one message, or what is left of it.</summary>
    public PipeReader Input => _input;

    /// <summary>Where plaintext is written.</summary>
    public SealedPipeWriter Output => _output;

    PipeWriter IDuplexPipe.Output => _output;

    /// <summary>Both directions as one stream. Disposing it completes both.</summary>
    public Stream AsStream() => new DuplexPipeStream(this);

    /// <summary>Completes both directions: what was written and not flushed is sealed and handed to the transport.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _output.CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            await _input.CompleteAsync().ConfigureAwait(false);
            if (_owned is not null)
            {
                await _owned.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
