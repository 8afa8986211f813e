using Siren2.Core.Tests.Encoding;
using Siren2.Decoding;
using Siren2.Encoding;
using Siren2.Files;
using Siren2.Losses;
using Siren2.Optimization;
using Siren2.Segments;
using Siren2.Tests;

namespace Siren2.Core.Tests.Segments;

/// <summary>Encoders that start from the weights that EnCodec's own modules computed with.</summary>
public class PretrainedEncoderTests
{
    private static readonly SafetensorsFile Weights = Fixture.Load(SeaNetFixture.Ratios442);

    private static GuidedOptions Plan { get; } = SmallFits.Plan with
    {
        Encoder = SeaNetFixture.Options(SeaNetFixture.Ratios442),
        EncoderWeights = Weights,
    };

    [Fact]
    public void A_frozen_encoder_keeps_every_bit_of_its_weights_through_a_fit()
    {
        SeaNetEncoder encoder = FitOne(Plan with { EncoderLearningRateScale = 0 }, out double gain);
        Assert.All(encoder.ExportWeights(), tensor => Assert.Equal(Weights[tensor.Name].Data, tensor.Data));
        Assert.InRange(gain, double.Epsilon, 1);
    }

    [Fact]
    public void A_fine_tuned_encoder_starts_from_the_weights_and_leaves_them()
    {
        SeaNetEncoder encoder = FitOne(Plan with { EncoderLearningRateScale = 0.01, Fit = new() { StepCount = 4 } }, out _);
        foreach (NamedTensor tensor in encoder.ExportWeights())
        {
            Assert.NotEqual(Weights[tensor.Name].Data, tensor.Data);

            // Four steps of Adam at 2e-5 move a weight by 8e-5 at most, or little more.
            Assert.All(tensor.Data.Zip(Weights[tensor.Name].Data), pair => Assert.Equal(pair.Second, pair.First, 2e-4));
        }
    }

    [Fact]
    public void The_latents_of_a_frozen_encoder_are_those_that_it_makes_of_the_clip_alone()
    {
        FittedClip fitted = Fit(Plan with { SegmentLength = 1 << 14, EncoderLearningRateScale = 0 });
        using var saved = new MemoryStream();
        fitted.Save(saved);
        float[] latents = SafetensorsFile.Parse(saved.ToArray())["channel.0.segment.0.latents"].Data;

        using var encoder = new SeaNetEncoder(Plan.Encoder!, fitted.Clip.Length, seed: 9);
        encoder.LoadWeights(Weights);
        float[] expected = new float[encoder.FrameCount * encoder.LatentDimension];
        encoder.Forward(fitted.Clip.Channel(0), expected);
        double damping = latents[0] / expected[0];
        Assert.Equal(expected.Length, latents.Length);
        for (int i = 0; i < latents.Length; i++)
        {
            Assert.Equal(damping * expected[i], latents[i], 1e-7);
        }
    }

    [Fact]
    public void Fresh_and_pretrained_encoders_give_different_results_and_a_prefix_is_found()
    {
        IEnumerable<NamedTensor> renamed = Weights.Tensors.Values
            .Where(tensor => tensor.Name.StartsWith("encoder.", StringComparison.Ordinal))
            .Select(tensor => tensor with { Name = "model." + tensor.Name });
        GuidedOptions plan = Plan with { EncoderWeights = SafetensorsBytes.FileOf(renamed), EncoderWeightsPrefix = "model.encoder." };
        float[] pretrained = Fit(Plan).Render().Channel(0).ToArray();
        Assert.Equal(pretrained, Fit(plan).Render().Channel(0).ToArray());
        Assert.NotEqual(pretrained, Fit(Plan with { EncoderWeights = null }).Render().Channel(0).ToArray());
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused_before_a_fit_begins()
    {
        GuidedOptions plan = Plan with { Encoder = Plan.Encoder! with { Dimension = 8 } };
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => new Upsampler(SmallFits.Options(plan)));
        Assert.Contains("has shape [16", exception.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => new Upsampler(SmallFits.Options(Plan with { EncoderWeightsPrefix = "" })));
        Assert.Throws<ArgumentException>(() => new Upsampler(SmallFits.Options(Plan with { Encoder = null })));
    }

    [Fact]
    public void Plans_refuse_encoders_that_no_decoder_could_follow_and_scales_out_of_range()
    {
        Assert.Throws<ArgumentException>(() => new GuidedOptions { Encoder = new() { Channels = 2 } });
        Assert.Throws<ArgumentException>(() => new GuidedOptions { Encoder = new() { Dimension = 4097 } });
        Assert.All(
            (double[])[-0.1, 101, double.NaN],
            scale => Assert.Throws<ArgumentOutOfRangeException>(() => new GuidedOptions { EncoderLearningRateScale = scale }));
    }

    private static FittedClip Fit(GuidedOptions plan) =>
        new Upsampler(SmallFits.Options(plan)).Fit(SmallFits.Clip(1), SmallFits.Reference(1));

    /// <summary>Fits a segment to a tone and hands out its encoder; the gain is the fall of the loss.</summary>
    private static SeaNetEncoder FitOne(GuidedOptions plan, out double gain)
    {
        const int Length = 2048;
        float[] input = SmallFits.Clip(1).Channel(0)[..(Length / 2)].ToArray();
        float[] target = [.. Enumerable.Range(0, Length).Select(n => (float)(0.2 * Math.Sin(2.5 * n)))];
        var seen = new SegmentInput(input, new float[Length], 0, Length, 0.5, spectralCentroid: WinnerScale.SpectralCentroid(target));
        using var network = (SirenSegmentNetwork)plan.Siren.Create(seen, seed: 3, maxDegreeOfParallelism: 1);
        FitOutcome outcome = network.Fit(new PointwiseObjective(new MeanSquaredErrorLoss(), target), plan.Fit, null, default);
        gain = outcome.Losses[0] - outcome.BestLoss;
        return Assert.IsType<SeaNetEncoder>(network.Networks[1].Network);
    }
}
