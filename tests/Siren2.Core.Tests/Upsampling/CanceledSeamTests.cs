using Siren2.Core.Tests.Seams;
using Siren2.Files;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>Cancellation while a host's own model, texture or network is at work: it ends by an exception, as a host's code does.</summary>
public class CanceledSeamTests
{
    private static readonly AudioClip Clip = Clips.Noise(6000, channels: 2);

    public static TheoryData<string> Parts => ["levels", "texture", "network"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_best_so_far_is_the_baseline_where_a_part_of_the_hosts_was_canceled(string part)
    {
        using var source = new CancellationTokenSource();
        UpsamplerOptions options = With(part, source) with { OnCancellation = CancellationBehavior.ReturnBest };
        UpsampleResult result = new Upsampler(options).FitAndPredict(Clip, 16_000, cancellationToken: source.Token);
        Assert.True(source.IsCancellationRequested);
        Assert.True(result.Report.WasCanceled);
        Measure.AssertSameBits(result.Baseline, result.Audio);
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_exception_names_the_token_of_the_caller(string part)
    {
        using var source = new CancellationTokenSource();
        OperationCanceledException failure = Assert.ThrowsAny<OperationCanceledException>(
            () => new Upsampler(With(part, source)).FitAndPredict(Clip, 16_000, cancellationToken: source.Token));
        Assert.Equal(source.Token, failure.CancellationToken);
    }

    [Theory]
    [InlineData(FitStage.Analysis)]
    [InlineData(FitStage.Baseline)]
    [InlineData(FitStage.Target)]
    public void No_texture_is_begun_once_the_fit_is_canceled(FitStage stage)
    {
        using var source = new CancellationTokenSource();
        int begun = 0;
        var texture = new Texture(_ => begun++);
        UpsamplerOptions options = new() { Blind = new() { Texture = texture }, OnCancellation = CancellationBehavior.ReturnBest };
        var progress = new ProgressRecorder(told =>
        {
            if (told.Stage == stage)
            {
                source.Cancel();
            }
        });
        UpsampleResult result = new Upsampler(options).FitAndPredict(Clip, 16_000, progress, source.Token);
        Assert.Equal(0, begun);
        Assert.True(result.Report.WasCanceled);
        Assert.Null(result.Report.Texture);
        Measure.AssertSameBits(result.Baseline, result.Audio);
    }

    [Fact]
    public void The_librarys_own_levels_and_texture_end_within_a_block()
    {
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        float[] signal = Clips.Samples(20_000, 0.1f, 1);
        foreach (IMissingBandModel model in (IMissingBandModel[])[LevelPrior.Default, LineModel.Default])
        {
            _ = Assert.ThrowsAny<OperationCanceledException>(() => model.Predict(signal, 16_000, 4000, 8000, canceled.Token));
        }

        var analyzer = new BandAnalyzer(16_000, [100, 1000, 4000]);
        float[] density = new float[analyzer.Frames(signal.Length) * analyzer.Bands];
        _ = Assert.ThrowsAny<OperationCanceledException>(() => analyzer.Analyze(signal, density, canceled.Token));
        Assert.DoesNotContain(density, value => value != 0);
    }

    [Fact]
    public void A_texture_is_made_in_a_stage_of_its_own_before_anything_counts_as_done()
    {
        var progress = new ProgressRecorder();
        double? during = null;
        var texture = new Texture(_ => during = progress.Reports[^1].Fraction);
        _ = new Upsampler(new() { Blind = new() { Texture = texture } }).FitAndPredict(Clip, 16_000, progress);
        Assert.Equal(0.0, during);
        Assert.Equal(
            [FitStage.Analysis, FitStage.Baseline, FitStage.Target, FitStage.Texture, FitStage.Fit, FitStage.Projection],
            progress.Reports.Select(told => told.Stage).Distinct());
        Assert.Equal(1, progress.Reports[^1].Fraction);
    }

    private static UpsamplerOptions With(string part, CancellationTokenSource source) => part switch
    {
        "levels" => new() { Blind = new() { LevelModel = new Levels(source) } },
        "texture" => new() { Blind = new() { Texture = new Texture(token => End(source, token)) } },
        _ => Quick.Options with { Blind = Quick.Options.Blind with { Model = new Networks(source) } },
    };

    /// <summary>Cancels, and ends as a host's code does that watches a token linked to the one that it was given.</summary>
    private static void End(CancellationTokenSource source, CancellationToken token)
    {
        using var own = CancellationTokenSource.CreateLinkedTokenSource(token);
        source.Cancel();
        own.Token.ThrowIfCancellationRequested();
    }

    private sealed class Levels(CancellationTokenSource source) : IMissingBandModel
    {
        public string Identity => "tests.canceled";

        public double LowestBandEdge => 0;

        public MissingBandLevels Predict(
            ReadOnlySpan<float> signal, int sampleRate, double bandEdge, double highestFrequency, CancellationToken cancellationToken = default)
        {
            End(source, cancellationToken);
            return new FlatLevels(-20).Predict(signal, sampleRate, bandEdge, highestFrequency, cancellationToken);
        }
    }

    private sealed class Texture(Action<CancellationToken> begin) : ITextureSource
    {
        public string Identity => "tests.texture";

        public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
        {
            begin(cancellationToken);
            new AlternatingTexture().Synthesize(request, textures, cancellationToken);
        }
    }

    private sealed class Networks(CancellationTokenSource source) : ISegmentModel
    {
        public string Identity => "tests.canceled";

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) =>
            new Network(source);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => throw new NotSupportedException();
    }

    private sealed class Network(CancellationTokenSource source) : ISegmentNetwork
    {
        public int ParameterCount => 1;

        public FitOutcome Fit(ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken)
        {
            End(source, cancellationToken);
            return new FitOutcome(StopReason.StepsTaken, [], 0, 0);
        }

        public void Render(Span<float> output) => output.Fill(1);

        public IReadOnlyList<NamedTensor> Export() => [];

        public void Dispose()
        {
        }
    }
}
