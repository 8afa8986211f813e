namespace Siren2.Orleans.Messages;

/// <summary>How a clip is cut into parts.</summary>
/// <param name="PartCount">Number of its parts.</param>
/// <param name="Fingerprint">What their bits depend on.</param>
[GenerateSerializer]
[Immutable]
[Alias("Siren2.ClipShape")]
internal sealed record ClipShape([property: Id(0)] int PartCount, [property: Id(1)] string Fingerprint);
