using Siren2.Core.Tests.Encoding;
using Siren2.Core.Tests.Segments;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Weights and samples that are no numbers, or hardly any: refused with the place, or a sound result whose report tells.</summary>
public class HostileNumberTests
{
    public static TheoryData<float> NotFinite => [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    public static TheoryData<FitMode, float> Extremes => new()
    {
        { FitMode.Blind, float.Epsilon },
        { FitMode.Guided, float.Epsilon },
        { FitMode.Blind, float.MaxValue },
        { FitMode.Guided, float.MaxValue },
    };

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void A_sample_that_is_no_number_is_refused_with_its_place(float value)
    {
        AudioClip clip = Clips.Of(1000, i => i == 700 ? value : 0.1f);
        ArgumentException failure = Assert.Throws<ArgumentException>("clip", () => Quick.Upsampler.FitAndPredict(clip, 16_000));
        Assert.Contains("Sample 700 of channel 0", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NotFinite))]
    public void A_weight_that_is_no_number_is_refused_by_the_name_of_its_tensor(float value)
    {
        BlindOptions plan = Quick.Options.Blind with { Encoder = SmallFits.Encoder, EncoderWeights = Weights("encoder.layers.0", value) };
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => new Upsampler(Quick.Options with { Blind = plan }));
        Assert.Contains("encoder.layers.0", failure.Message, StringComparison.Ordinal);

        using var decoder = new SirenDecoder(new SirenDecoderOptions { Width = 8, Depth = 2 }, WinnerScale.None, seed: 1);
        IEnumerable<NamedTensor> tensors = decoder.ExportWeights()
            .Select(tensor => tensor.Name == "layers.1.weight" ? tensor with { Data = [.. tensor.Data.Select(_ => value)] } : tensor);
        SafetensorsFile file = SafetensorsBytes.FileOf(tensors);
        Assert.Contains("layers.1.weight", Assert.Throws<InvalidDataException>(() => decoder.LoadWeights(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public void Weights_that_are_denormal_or_overflow_leave_a_sound_result(FitMode mode, float value)
    {
        UpsamplerOptions options = Quick.With(plan => plan with { Encoder = SmallFits.Encoder, EncoderWeights = Weights("encoder.layers.0", value) });
        UpsampleResult result = Quick.Fit(mode, options);
        (AudioClip clip, _) = Clips.Pair(5000);
        Measure.AssertSound(clip, 16_000, result);
        Measure.AssertConsistent(clip, result.Audio);
        Assert.NotEmpty(result.Report.Networks);
        Assert.InRange(result.Report.GainOverBaseline ?? 0, 0, 20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Denormal_samples_give_a_sound_result(int steps)
    {
        AudioClip clip = Clips.Of(3000, i => (i % 7 - 3) * steps * float.Epsilon);
        Measure.AssertSound(clip, 16_000, Quick.Upsampler.FitAndPredict(clip, 16_000));
    }

    /// <summary>Weights of a fresh encoder, with one value all over the tensors whose names begin so.</summary>
    private static SafetensorsFile Weights(string prefix, float value)
    {
        using var encoder = new SeaNetEncoder(SmallFits.Encoder, 1000, seed: 1);
        return SafetensorsBytes.FileOf(encoder.ExportWeights().Select(
            tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal) ? tensor with { Data = [.. tensor.Data.Select(_ => value)] } : tensor));
    }
}
