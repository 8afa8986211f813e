using System.Numerics.Tensors;
using Siren2.Core.Tests.Upsampling;
using Siren2.Losses;
using Siren2.MissingBand;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Seams;

/// <summary>Parts of a host's that break their contract in small ways spoil neither the result nor what is told of it.</summary>
public class CarelessHostTests
{
    public static TheoryData<FitMode> Modes => [FitMode.Blind, FitMode.Guided];

    [Theory]
    [InlineData(FitMode.Blind, false)]
    [InlineData(FitMode.Blind, true)]
    [InlineData(FitMode.Guided, false)]
    [InlineData(FitMode.Guided, true)]
    public void A_prepared_loss_that_leaves_part_of_its_gradient_out_counts_as_no_number(FitMode mode, bool isPartOfAnother)
    {
        IWaveformLoss loss = new Prepared { IsForgetful = true };
        WeightedLoss extra = new(isPartOfAnother ? new HybridLoss(new(new MeanSquaredErrorLoss()), new(loss)) : loss);
        UpsampleResult result = Quick.Fit(mode, Quick.With(plan => plan with { ExtraLoss = extra, Fit = new() { StepCount = 15 } }));
        Assert.NotEmpty(result.Report.Networks);
        Assert.All(result.Report.Networks, network => Assert.Equal(StopReason.Diverged, network.Outcome.Reason));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void All_that_a_fit_has_made_is_disposed_of_though_some_of_it_throws(FitMode mode)
    {
        var model = new Counting();
        var loss = new Prepared { OnDispose = () => throw new TimeZoneNotFoundException("disposal") };
        var other = new Prepared();
        WeightedLoss extra = new(new HybridLoss(new(loss), new(other)));
        UpsamplerOptions options = Quick.With(plan => plan with { Model = model, ExtraLoss = extra });
        Assert.Equal("disposal", Assert.Throws<TimeZoneNotFoundException>(() => Quick.Fit(mode, options)).Message);
        Assert.True(model.Created > 0);
        Assert.Equal(model.Created, model.Disposed);
        Assert.Equal((loss.Count, other.Count), (loss.Disposed, other.Disposed));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_failed_first_comes_out_though_the_disposal_fails_too(FitMode mode)
    {
        var loss = new Prepared
        {
            OnEvaluate = () => throw new TimeZoneNotFoundException("evaluation"),
            OnDispose = () => throw new TimeZoneNotFoundException("disposal"),
        };
        UpsamplerOptions options = Quick.With(plan => plan with { ExtraLoss = new(loss) });
        Assert.Equal("evaluation", Assert.Throws<TimeZoneNotFoundException>(() => Quick.Fit(mode, options)).Message);
    }

    [Theory]
    [InlineData(FitMode.Blind, CancellationBehavior.Throw)]
    [InlineData(FitMode.Blind, CancellationBehavior.ReturnBest)]
    [InlineData(FitMode.Guided, CancellationBehavior.Throw)]
    [InlineData(FitMode.Guided, CancellationBehavior.ReturnBest)]
    public void What_fails_after_a_cancellation_comes_out_where_the_best_so_far_is_wanted(FitMode mode, CancellationBehavior behavior)
    {
        using var source = new CancellationTokenSource();
        var loss = new Prepared { OnEvaluate = source.Cancel, OnDispose = () => throw new TimeZoneNotFoundException("disposal") };
        UpsamplerOptions options = Quick.With(plan => plan with { ExtraLoss = new(loss) }) with { OnCancellation = behavior };
        Exception failure = Assert.ThrowsAny<Exception>(() => Quick.Fit(mode, options, cancellationToken: source.Token));
        Assert.IsType(behavior == CancellationBehavior.Throw ? typeof(OperationCanceledException) : typeof(TimeZoneNotFoundException), failure);
    }

    [Theory]
    [InlineData(FitMode.Blind, 50, 1)]
    [InlineData(FitMode.Blind, 0, 1000)]
    [InlineData(FitMode.Guided, 50, 1)]
    [InlineData(FitMode.Guided, 0, 1000)]
    public void Whatever_networks_tell_of_their_steps_progress_never_falls_and_ends_at_1(FitMode mode, int told, int kept)
    {
        var progress = new ProgressRecorder();
        var model = new Counting { Told = told, Kept = kept };
        _ = Quick.Fit(mode, Quick.With(plan => plan with { Model = model }), progress: progress);
        double[] fractions = [.. progress.Steps.Select(report => report.Fraction)];
        Assert.Equal(fractions.Order(), fractions);
        Assert.Equal(1, fractions[^1]);
        Assert.All(progress.Steps, report => Assert.InRange(report.StepsTaken, 0, report.StepCount));
        Assert.All(progress.Steps, report => Assert.False(report.Remaining < TimeSpan.Zero));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Of_what_a_network_tells_after_its_end_nobody_hears(FitMode mode)
    {
        var progress = new ProgressRecorder();
        var model = new Counting();
        _ = Quick.Fit(mode, Quick.With(plan => plan with { Model = model }), progress: progress);
        int told = progress.Reports.Count;
        model.AfterStep!(1, 0);
        Assert.Equal(told, progress.Reports.Count);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_a_network_does_with_its_tensors_and_losses_later_is_not_in_the_way(FitMode mode)
    {
        var model = new Counting { Kept = 2 };
        UpsamplerOptions options = Quick.With(plan => plan with { Model = model });
        FittedClip fit = Fitted(mode, options);
        float[] before = fit.Render().Channel(0).ToArray();
        model.Tensors.ForEach(tensor => tensor.AsSpan().Fill(7));
        model.Losses.ForEach(losses => losses.Clear());
        Assert.All(fit.Report.Networks, network => Assert.Equal(2, network.Outcome.Losses.Count));
        Assert.Equal(before, Reloaded(fit, options).Render().Channel(0));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_failed_first_comes_out_of_a_saved_fit_too(FitMode mode)
    {
        var model = new Counting();
        UpsamplerOptions options = Quick.With(plan => plan with { Model = model });
        FittedClip fit = Reloaded(Fitted(mode, options), options);
        model.Imported = what => throw new TimeZoneNotFoundException(what);
        Assert.Equal("render", Assert.Throws<TimeZoneNotFoundException>(() => fit.Render()).Message);
        Assert.Equal(model.Created, model.Disposed);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_canceled_rendering_of_a_saved_fit_says_so_though_the_disposal_fails(FitMode mode)
    {
        var model = new Counting();
        UpsamplerOptions options = Quick.With(plan => plan with { Model = model }) with { MaxDegreeOfParallelism = 1 };
        FittedClip fit = Reloaded(Fitted(mode, options), options);
        using var source = new CancellationTokenSource();
        model.Imported = what =>
        {
            if (what == "disposal")
            {
                throw new TimeZoneNotFoundException(what);
            }

            source.Cancel();
        };
        Assert.Equal(source.Token, Assert.Throws<OperationCanceledException>(() => fit.Render(cancellationToken: source.Token)).CancellationToken);
        Assert.Equal(model.Created, model.Disposed);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_a_network_does_with_the_tensors_that_it_was_restored_from_is_not_in_the_way(FitMode mode)
    {
        var model = new Counting();
        UpsamplerOptions options = Quick.With(plan => plan with { Model = model });
        FittedClip fit = Reloaded(Fitted(mode, options), options);
        byte[] before = Saved(fit);
        AudioClip expected = fit.Render();
        Assert.NotEmpty(model.Given);
        model.Given.ForEach(tensor => tensor.AsSpan().Fill(7));
        Assert.Equal(before, Saved(fit));
        Measure.AssertSameBits(expected, Reloaded(fit, options).Render());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void What_failed_first_comes_out_though_what_is_told_of_the_end_fails_too(FitMode mode)
    {
        var model = new Counting
        {
            Fitting = token =>
            {
                _ = token.Register(() => throw new TimeZoneNotFoundException("told"));
                throw new TimeZoneNotFoundException("fit");
            },
        };
        UpsamplerOptions options = Quick.With(plan => plan with { Model = model });
        Assert.Equal("fit", Assert.Throws<TimeZoneNotFoundException>(() => Quick.Fit(mode, options)).Message);
        Assert.Equal(model.Created, model.Disposed);
    }

    [Fact]
    public void What_a_texture_source_writes_later_is_not_in_the_way()
    {
        var source = new Holding();
        UpsamplerOptions options = Quick.Options with { Blind = new BlindOptions { Texture = source } };
        FittedClip fit = new Upsampler(options).Fit(Clips.Noise(3000), 16_000);
        float[] before = fit.Render().Channel(0).ToArray();
        Assert.NotEqual(fit.Baseline.Channel(0).ToArray(), before);
        source.Held.AsSpan().Fill(float.NaN);
        Assert.Equal(before, fit.Render().Channel(0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_source_whose_length_or_channels_change_gives_what_it_promised_first(bool intoFile)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var stream = new MemoryStream();
        try
        {
            UpsampleReport report = intoFile
                ? Quick.Upsampler.FitAndWrite(new Growing(), 16_000, path)
                : Quick.Upsampler.FitAndWrite(new Growing(), 16_000, stream);
            stream.Position = 0;
            AudioClip result = intoFile ? AudioClip.Load(path) : AudioClip.Load(stream);
            Assert.Equal((2 * Growing.FirstLength, 1, 16_000), (result.Length, result.ChannelCount, result.SampleRate));
            Assert.Equal(report.Length, result.Length);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static FittedClip Fitted(FitMode mode, UpsamplerOptions options)
    {
        (AudioClip clip, AudioClip reference) = Clips.Pair(5000);
        var upsampler = new Upsampler(options);
        return mode == FitMode.Blind ? upsampler.Fit(clip, reference.SampleRate) : upsampler.Fit(clip, reference);
    }

    private static FittedClip Reloaded(FittedClip fit, UpsamplerOptions options)
    {
        using var stream = new MemoryStream(Saved(fit));
        return FittedClip.Load(stream, options);
    }

    private static byte[] Saved(FittedClip fit)
    {
        using var stream = new MemoryStream();
        fit.Save(stream);
        return stream.ToArray();
    }

    /// <summary>The mean energy, prepared.</summary>
    private sealed class Prepared : IWaveformLoss
    {
        private int _count;
        private int _disposed;

        public bool IsForgetful { get; init; }

        public Action? OnEvaluate { get; init; }

        public Action? OnDispose { get; init; }

        public int Count => _count;

        public int Disposed => _disposed;

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient) =>
            throw new InvalidOperationException("It is prepared.");

        public IPreparedLoss Prepare(ReadOnlyMemory<float> target, LossContext context)
        {
            _ = Interlocked.Increment(ref _count);
            return new Energy(this);
        }

        private sealed class Energy(Prepared loss) : IPreparedLoss, IDisposable
        {
            public double Evaluate(ReadOnlySpan<float> prediction, Span<float> gradient)
            {
                loss.OnEvaluate?.Invoke();
                int written = loss.IsForgetful ? prediction.Length / 2 : prediction.Length;
                TensorPrimitives.Multiply(prediction[..written], 2f / prediction.Length, gradient);
                return TensorPrimitives.SumOfSquares(prediction) / prediction.Length;
            }

            public void Dispose()
            {
                _ = Interlocked.Increment(ref loss._disposed);
                loss.OnDispose?.Invoke();
            }
        }
    }

    /// <summary>Networks that tell of other steps than they keep, and keep what they give.</summary>
    private sealed class Counting : ISegmentModel
    {
        private int _created;
        private int _disposed;

        public int Told { get; init; } = 1;

        public int Kept { get; init; } = 1;

        public Action<CancellationToken>? Fitting { get; init; }

        /// <summary>Told by restored networks of what is done to them.</summary>
        public Action<string>? Imported { get; set; }

        public Action<int, double>? AfterStep { get; private set; }

        public List<float[]> Tensors { get; } = [];

        public List<List<double>> Losses { get; } = [];

        /// <summary>What restored networks were made of.</summary>
        public List<float[]> Given { get; } = [];

        public int Created => _created;

        public int Disposed => _disposed;

        public string Identity => "tests.counting";

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) => Made([1], does: null);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<Siren2.Files.NamedTensor> tensors)
        {
            lock (Given)
            {
                Given.Add(tensors[0].Data);
            }

            return Made(tensors[0].Data, Imported);
        }

        private Network Made(float[] data, Action<string>? does)
        {
            _ = Interlocked.Increment(ref _created);
            return new Network(this, data, does);
        }

        private sealed class Network(Counting model, float[] data, Action<string>? does) : ISegmentNetwork
        {
            public int ParameterCount => 1;

            public FitOutcome Fit(
                ISegmentObjective objective, FitOptions options, Action<int, double>? afterStep, CancellationToken cancellationToken)
            {
                model.Fitting?.Invoke(cancellationToken);
                model.AfterStep = afterStep;
                for (int step = 1; step <= model.Told; step++)
                {
                    afterStep?.Invoke(step, 1);
                }

                List<double> losses = [.. new double[model.Kept]];
                lock (model.Losses)
                {
                    model.Losses.Add(losses);
                }

                return new FitOutcome(StopReason.StepsTaken, losses, bestLoss: -1);
            }

            public void Render(Span<float> output)
            {
                does?.Invoke("render");
                output.Fill(1e-3f * data[0]);
            }

            public IReadOnlyList<Siren2.Files.NamedTensor> Export()
            {
                lock (model.Tensors)
                {
                    model.Tensors.Add(data);
                }

                return [new("one", [1], data)];
            }

            public void Dispose()
            {
                _ = Interlocked.Increment(ref model._disposed);
                does?.Invoke("disposal");
            }
        }
    }

    /// <summary>Keeps the array that it was given.</summary>
    private sealed class Holding : ITextureSource
    {
        public float[] Held { get; private set; } = [];

        public string Identity => "tests.holding";

        public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
        {
            Held = textures[0];
            Clips.Samples(Held.Length, 0.1f, 5).CopyTo(Held, 0);
        }
    }

    /// <summary>A recording that goes on while it is read, and turns to stereo.</summary>
    private sealed class Growing : IAudioSource
    {
        public const int FirstLength = 3000;

        private int _lengths;
        private int _channels;

        public int SampleRate => 8000;

        public int ChannelCount => _channels++ == 0 ? 1 : 2;

        public long Length => FirstLength + (100 * _lengths++);

        public void Read(long start, ReadOnlySpan<Memory<float>> channels)
        {
            foreach (Memory<float> channel in channels)
            {
                channel.Span.Fill(0.1f);
            }
        }
    }
}
