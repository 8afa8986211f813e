using Siren2.Core.Tests.Upsampling;

namespace Siren2.Core.Tests.Parts;

/// <summary>Machines that share nothing know by a text whether they fit parts of the same.</summary>
public class PlanFingerprintTests
{
    [Fact]
    public void Plans_of_equal_clips_and_options_are_one_whoever_made_them_and_others_are_told_apart()
    {
        string fingerprint = Of(Clips.Noise(400), 16_000, Quick.Options);
        Assert.Matches("^[0-9A-F]{128}$", fingerprint);
        Assert.Equal(fingerprint, Of(Clips.Noise(400), 16_000, Quick.Options with { MaxDegreeOfParallelism = 3 }));
        string[] others =
        [
            Of(Clips.Noise(401), 16_000, Quick.Options),
            Of(Clips.Noise(400), 24_000, Quick.Options),
            Of(Clips.Noise(400), 16_000, Quick.Options with { Seed = Quick.Options.Seed + 1 }),
            Streamed.Plan(Quick.Options, Clips.Noise(400), 16_000, Clips.Noise(800, 16_000)).Fingerprint,
        ];
        Assert.Equal(5, others.Append(fingerprint).Distinct().Count());
    }

    private static string Of(AudioClip clip, int rate, UpsamplerOptions options) => Streamed.Plan(options, clip, rate).Fingerprint;
}
