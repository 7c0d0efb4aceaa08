using System.Text.Json.Serialization;

namespace PerfLab.Lab.Compare.Verdicts;

/// <summary>What a comparison says of one case.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>Shown to differ by less than the floor.</summary>
    [JsonStringEnumMemberName("same")] Same,

    /// <summary>Significantly faster, by the floor or more.</summary>
    [JsonStringEnumMemberName("faster")] Faster,

    /// <summary>Significantly slower, by the floor or more.</summary>
    [JsonStringEnumMemberName("slower")] Slower,

    /// <summary>An exact metric differs: allocated bytes.</summary>
    [JsonStringEnumMemberName("changed")] Changed,

    /// <summary>Neither a difference nor its absence could be shown.</summary>
    [JsonStringEnumMemberName("underpowered")] Underpowered,

    /// <summary>The case is missing on one side or failed.</summary>
    [JsonStringEnumMemberName("error")] Error,
}
