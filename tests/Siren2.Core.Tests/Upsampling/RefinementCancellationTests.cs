using Siren2.Core.Tests.Seams;
using Siren2.Files;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>A fit that is canceled while the texture of a network is refined, which may take a thousand iterations.</summary>
public class RefinementCancellationTests
{
    [Fact]
    public void A_refinement_that_is_canceled_ends_at_once_and_leaves_the_texture_as_it_was_shaped()
    {
        var target = MissingBandTarget.FromLevels(
            new FlatLevels(-16).Predict(new float[8192], 16_000, 4000, 8000), bandEdge: 4000, length: 8192, sampleRate: 16_000);
        float[] noise = Clips.Samples(8192, 0.1f, 1);
        float[] shaped = Finished(target, noise, iterations: 0, isWhole: true, CancellationToken.None);
        float[] refined = Finished(target, noise, iterations: 1000, isWhole: true, CancellationToken.None);
        float[] canceled = Finished(target, noise, iterations: 1000, isWhole: false, new CancellationToken(canceled: true));
        Assert.NotEqual(shaped, refined);
        Assert.Equal(shaped, canceled);
    }

    [Fact]
    public void Canceled_there_a_fit_throws_and_keeps_nothing()
    {
        using var source = new CancellationTokenSource();
        var store = new MemoryCheckpoints();
        UpsamplerOptions options = Options(source) with { CheckpointStore = store };
        _ = Assert.ThrowsAny<OperationCanceledException>(
            () => new Upsampler(options).FitAndPredict(Clips.Noise(1900), 16_000, cancellationToken: source.Token));
        Assert.Equal(0, store.RecordCount);
    }

    [Fact]
    public void Canceled_there_the_best_so_far_is_the_texture_as_it_was_shaped_and_is_not_kept_as_finished()
    {
        using var source = new CancellationTokenSource();
        var store = new MemoryCheckpoints();
        UpsamplerOptions options = Options(source) with { CheckpointStore = store, OnCancellation = CancellationBehavior.ReturnBest };
        UpsampleResult best = new Upsampler(options).FitAndPredict(Clips.Noise(1900), 16_000, cancellationToken: source.Token);
        Assert.True(best.Report.WasCanceled);
        Assert.All(best.Report.Networks, network => Assert.Equal(StopReason.Canceled, network.Outcome.Reason));
        Assert.Equal(0, store.RecordCount);
        UpsamplerOptions unrefined = Quick.Options with { Blind = Quick.Options.Blind with { RefinementIterations = 0 } };
        Measure.AssertSameBits(new Upsampler(unrefined).FitAndPredict(Clips.Noise(1900), 16_000).Audio, best.Audio);
    }

    private static float[] Finished(MissingBandTarget target, float[] noise, int iterations, bool isWhole, CancellationToken token)
    {
        using SegmentTexture texture = target.CreateTexture(0, noise.Length, iterations);
        float[] output = [.. noise];
        Assert.Equal(isWhole, texture.Finish(output, token));
        return output;
    }

    private static UpsamplerOptions Options(CancellationTokenSource source) => Quick.Options with
    {
        Blind = Quick.Options.Blind with { RefinementIterations = 1000, Model = new Model(Quick.Options.Blind.Siren, source) },
    };

    /// <summary>The library's own network, which cancels as soon as it has rendered what it was fitted to.</summary>
    private sealed class Model(SirenSegmentModel inner, CancellationTokenSource source) : ISegmentModel
    {
        public string Identity => "tests.canceling";

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) =>
            new Network(inner.Create(input, seed, maxDegreeOfParallelism), source);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => inner.Import(input, tensors);
    }

    private sealed class Network(ISegmentNetwork inner, CancellationTokenSource source) : ISegmentNetwork
    {
        public int ParameterCount => inner.ParameterCount;

        public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken) =>
            inner.Fit(objective, options, afterStep, cancellationToken);

        public void Render(Span<float> output)
        {
            inner.Render(output);
            source.Cancel();
        }

        public IReadOnlyList<NamedTensor> Export() => inner.Export();

        public void Dispose() => inner.Dispose();
    }
}
