// The library's events: provider PerfLab-Sealing, readable by EventPipe (dotnet-trace, perflab trace) and ETW (PerfView, WPR).
//
// Message events carry their duration as a field, measured when the keyword Timing is on (two clock reads). A Start/Stop
// pair would cost two events, and the runtime's activity tracker allocates for each Start; one event of plain fields
// allocates nothing.
// A message event is numbers only, 26 bytes: package, suite and mode as text made it half as long again to write. The same
// facts stand in words, spelled as in case names, in the events of contexts and of refused messages.

using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Diagnostics;

/// <summary>Events of contexts and messages. No event holds a key, a nonce or a byte of a message.</summary>
/// <remarks>
/// Message events are opt-in (keyword Message, level Verbose). Two provider arguments thin them out:
/// <c>SampleEvery=N</c> writes one of N messages of a thread, <c>SampleBelow=BYTES</c> limits that to messages smaller than
/// BYTES (default: all). Refused messages are always written. Arguments of the session enabled last hold for all sessions.
/// </remarks>
[EventSource(Name = ProviderName)]
public sealed class SealEventSource : EventSource
{
    /// <summary>The provider's name.</summary>
    public const string ProviderName = "PerfLab-Sealing";

    /// <summary>Provider argument: one of N messages is written.</summary>
    public const string SampleEveryArgument = "SampleEvery";

    /// <summary>Provider argument: only messages below this many bytes are thinned out.</summary>
    public const string SampleBelowArgument = "SampleBelow";

    /// <summary>Number of the event MessageRefused.</summary>
    public const int MessageRefusedId = 7;

    /// <summary>The one instance.</summary>
    public static readonly SealEventSource Log = new();

    [ThreadStatic]
    private static int t_untilSample;

    private static volatile bool s_tracesMessages;

    private volatile bool _timesMessages;
    private int _sampleEvery = 1;
    private int _sampleBelow = int.MaxValue;

    private SealEventSource()
    {
    }

    /// <summary>True while a session wants message events: one load, for the message path.</summary>
    internal static bool TracesMessages => s_tracesMessages;

    /// <summary>True while a session wants refusal events.</summary>
    internal bool TracesRefusals => IsEnabled(EventLevel.Warning, Keywords.Refused);

    /// <summary>True while a session wants messages timed.</summary>
    internal bool TimesMessages => _timesMessages;

    /// <summary>True when this thread's next message of <paramref name="size"/> bytes is to be written.</summary>
    [NonEvent]
    internal bool SelectsNext(int size)
    {
        if (!IsEnabled(EventLevel.Verbose, Keywords.Message)) return false;
        int every = size < _sampleBelow ? _sampleEvery : 1;
        int left = t_untilSample - 1;

        // left >= every: counted down from another session's larger N
        bool selected = left <= 0 || left >= every;
        t_untilSample = selected ? every : left;
        return selected;
    }

    /// <summary>A context was made.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = PrimitivesOnly)]
    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Context)]
    public void ContextCreated(long contextId, string type, string role, string flags, string sequenceMode)
    {
        if (IsEnabled(EventLevel.Informational, Keywords.Context)) WriteEvent(1, contextId, type, role, flags, sequenceMode);
    }

    /// <summary>A context was deleted, and its keys zeroed.</summary>
    [Event(2, Level = EventLevel.Informational, Keywords = Keywords.Context)]
    public void ContextDeleted(long contextId)
    {
        if (IsEnabled(EventLevel.Informational, Keywords.Context)) WriteEvent(2, contextId);
    }

    /// <summary>A message was sealed. <paramref name="nanoseconds"/> is -1 unless the session has the keyword Timing.</summary>
    [Event(3, Level = EventLevel.Verbose, Keywords = Keywords.Message)]
    public void MessageSealed(long contextId, MessageSuite suite, MessageNumbering sequenceMode, uint qop, int size, long nanoseconds) =>
        WriteMessage(3, new(contextId, suite, sequenceMode, qop, size), nanoseconds);

    /// <summary>A message was unsealed. <paramref name="nanoseconds"/> is -1 unless the session has the keyword Timing.</summary>
    [Event(4, Level = EventLevel.Verbose, Keywords = Keywords.Message)]
    public void MessageUnsealed(long contextId, MessageSuite suite, MessageNumbering sequenceMode, uint qop, int size, long nanoseconds) =>
        WriteMessage(4, new(contextId, suite, sequenceMode, qop, size), nanoseconds);

    /// <summary>A signature was made. <paramref name="nanoseconds"/> is -1 unless the session has the keyword Timing.</summary>
    [Event(5, Level = EventLevel.Verbose, Keywords = Keywords.Message)]
    public void MessageSigned(long contextId, MessageSuite suite, MessageNumbering sequenceMode, uint qop, int size, long nanoseconds) =>
        WriteMessage(5, new(contextId, suite, sequenceMode, qop, size), nanoseconds);

    /// <summary>A signature was verified. <paramref name="nanoseconds"/> is -1 unless the session has the keyword Timing.</summary>
    [Event(6, Level = EventLevel.Verbose, Keywords = Keywords.Message)]
    public void MessageVerified(long contextId, MessageSuite suite, MessageNumbering sequenceMode, uint qop, int size, long nanoseconds) =>
        WriteMessage(6, new(contextId, suite, sequenceMode, qop, size), nanoseconds);

    /// <summary>An operation ended with a failure <paramref name="status"/>.</summary>
    [Event(MessageRefusedId, Level = EventLevel.Warning, Keywords = Keywords.Refused)]
    public void MessageRefused(long contextId, string package, string suite, string sequenceMode, uint qop, int size, string operation, string status) =>
        WriteRefused(contextId, package, suite, sequenceMode, qop, size, operation, status);

    /// <summary>A context has used <paramref name="used"/> of <paramref name="maximum"/> units of a limit.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = PrimitivesOnly)]
    [Event(8, Level = EventLevel.Warning, Keywords = Keywords.Limits)]
    public void LimitNear(long contextId, string limit, long used, long maximum)
    {
        if (IsEnabled(EventLevel.Warning, Keywords.Limits)) WriteEvent(8, contextId, limit, used, maximum);
    }

    /// <summary>Writes the event of a message that succeeded and was selected.</summary>
    [NonEvent]
    internal void Succeeded(MessageUse operation, in MessageFacts facts, long nanoseconds) =>
        WriteMessage(3 + (int)operation, facts, nanoseconds);

    /// <summary>Writes the event of a message that was refused.</summary>
    [NonEvent]
    internal void Refused(MessageUse operation, in MessageFacts facts, NtStatus status)
    {
        if (!TracesRefusals) return;
        (long contextId, MessageSuite suite, MessageNumbering sequenceMode, uint qop, int size) = facts;
        WriteRefused(contextId, suite.Package(), suite.Name(), sequenceMode.Name(), qop, size, operation.Name(), status.Name());
    }

    /// <inheritdoc/>
    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        if (command.Command is EventCommand.Enable or EventCommand.Update)
        {
            _sampleEvery = Argument(command, SampleEveryArgument, 1);
            _sampleBelow = Argument(command, SampleBelowArgument, int.MaxValue);
        }

        _timesMessages = IsEnabled(EventLevel.Verbose, Keywords.Timing);
        s_tracesMessages = IsEnabled(EventLevel.Verbose, Keywords.Message);
    }

    private static int Argument(EventCommandEventArgs command, string name, int otherwise) =>
        command.Arguments is { } arguments && arguments.TryGetValue(name, out string? text)
        && int.TryParse(text, out int value) && value > 0
            ? value
            : otherwise;

    // The writers are the only pointers of this folder: WriteEvent's overloads box their arguments into an array.

    [NonEvent]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = PrimitivesOnly)]
    private unsafe void WriteMessage(int eventId, in MessageFacts facts, long nanoseconds)
    {
        (long contextId, MessageSuite suite, MessageNumbering sequenceMode, uint qop, int size) = facts;

        // SAFETY: WriteEventCore copies the fields before it returns; the locals live until then.
        EventData* data = stackalloc EventData[6];
        data[0] = Field(&contextId, sizeof(long));
        data[1] = Field(&suite, sizeof(MessageSuite));
        data[2] = Field(&sequenceMode, sizeof(MessageNumbering));
        data[3] = Field(&qop, sizeof(uint));
        data[4] = Field(&size, sizeof(int));
        data[5] = Field(&nanoseconds, sizeof(long));
        WriteEventCore(eventId, 6, data);
    }

    [NonEvent]
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = PrimitivesOnly)]
    private unsafe void WriteRefused(long contextId, string package, string suite, string sequenceMode, uint qop, int size, string operation, string status)
    {
        // SAFETY: WriteEventCore copies the fields before it returns; locals and pinned strings live until then.
        fixed (char* packageChars = package, suiteChars = suite, modeChars = sequenceMode, operationChars = operation, statusChars = status)
        {
            EventData* data = stackalloc EventData[8];
            data[0] = Field(&contextId, sizeof(long));
            data[1] = Text(packageChars, package);
            data[2] = Text(suiteChars, suite);
            data[3] = Text(modeChars, sequenceMode);
            data[4] = Field(&qop, sizeof(uint));
            data[5] = Field(&size, sizeof(int));
            data[6] = Text(operationChars, operation);
            data[7] = Text(statusChars, status);
            WriteEventCore(MessageRefusedId, 8, data);
        }
    }

    private static unsafe EventData Field(void* value, int size) => new() { DataPointer = (nint)value, Size = size };

    // Strings travel as UTF-16 with their terminator.
    private static unsafe EventData Text(char* characters, string text) => Field(characters, (text.Length + 1) * sizeof(char));

    private const string PrimitivesOnly = "Numbers and strings only: nothing for the trimmer to keep.";

    /// <summary>Groups of events a session can ask for.</summary>
    public static class Keywords
    {
        /// <summary>Contexts made and deleted.</summary>
        public const EventKeywords Context = (EventKeywords)1;

        /// <summary>One event per message (level Verbose), thinned out by the provider arguments.</summary>
        public const EventKeywords Message = (EventKeywords)2;

        /// <summary>Message events carry the duration of the call.</summary>
        public const EventKeywords Timing = (EventKeywords)16;

        /// <summary>Messages that were refused, with status.</summary>
        public const EventKeywords Refused = (EventKeywords)4;

        /// <summary>Contexts near a limit of messages, bytes or time.</summary>
        public const EventKeywords Limits = (EventKeywords)8;
    }
}
