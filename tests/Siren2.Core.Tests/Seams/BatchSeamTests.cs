using Siren2.Core.Tests.Upsampling;
using Siren2.Files;
using Siren2.Optimization;
using Siren2.Segments;

namespace Siren2.Core.Tests.Seams;

/// <summary>A model that fits many segments at once, and a fit taken step by step.</summary>
public class BatchSeamTests
{
    private readonly MemoryCheckpoints _store = new();

    [Theory]
    [InlineData(FitMode.Blind, 1)]
    [InlineData(FitMode.Blind, 3)]
    [InlineData(FitMode.Guided, 2)]
    [InlineData(FitMode.Guided, 100)]
    public void A_batch_of_any_size_gives_the_bits_of_one_segment_after_the_other_and_goes_on_from_a_checkpoint(FitMode mode, int batchSize)
    {
        var store = new MemoryCheckpoints();
        UpsampleResult alone = Quick.Fit(mode, Quick.With(plan => plan with { Model = new FreeSamples() }), 6000);
        var batched = new Batched(batchSize);
        UpsamplerOptions options = Quick.With(plan => plan with { Model = batched }) with { CheckpointStore = store };
        Measure.AssertSameBits(alone.Audio, Quick.Fit(mode, options, 6000).Audio);
        int fits = batched.Fits;
        Assert.Equal(alone.Report.NetworkCount, fits);
        Assert.InRange(batched.Largest, 1, batchSize);
        Measure.AssertSameBits(alone.Audio, Quick.Fit(mode, options, 6000).Audio);
        Assert.Equal(fits, batched.Fits);
    }

    /// <summary>Devices round a segment differently in another company.</summary>
    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_checkpoint_of_another_batch_size_is_another_jobs_and_a_saved_fit_is_rendered(FitMode mode)
    {
        UpsamplerOptions Of(int batchSize) => Quick.With(plan => plan with { Model = new Batched(batchSize) }) with { CheckpointStore = _store };
        UpsampleResult result = Quick.Fit(mode, Of(3), 3000);
        Measure.AssertSameBits(result.Audio, Quick.Fit(mode, Of(3), 3000).Audio);
        Assert.Equal(1, _store.JobCount);
        _ = Quick.Fit(mode, Of(2), 3000);
        Assert.Equal(2, _store.JobCount);
        if (mode == FitMode.Blind)
        {
            using var stream = new MemoryStream();
            FittedClip fitted = new Upsampler(Of(3)).Fit(Clips.Noise(3000), 16_000);
            fitted.Save(stream);
            stream.Position = 0;
            Measure.AssertSameBits(fitted.Render(), FittedClip.Load(stream, Of(2)).Render());
        }
    }

    /// <summary>Whoever shares a batch changes its bits: only whole ones are taken up again.</summary>
    [Theory]
    [InlineData(FitMode.Blind, 1)]
    [InlineData(FitMode.Blind, 3)]
    [InlineData(FitMode.Guided, 2)]
    [InlineData(FitMode.Guided, 100)]
    public void A_batch_that_a_kill_has_torn_is_fitted_again_as_a_whole_to_the_same_bits(FitMode mode, int batchSize)
    {
        const int Length = 9000;
        UpsamplerOptions Of(Batched model, MemoryCheckpoints? store) =>
            Quick.With(plan => plan with { Model = model }) with { CheckpointStore = store, MaxDegreeOfParallelism = 1 };
        UpsampleResult whole = Quick.Fit(mode, Of(new(batchSize) { HearsOfOthers = true }, null), Length);
        int count = whole.Report.NetworkCount;
        Assert.True(count > 4);
        for (int kept = 0; kept <= count; kept++)
        {
            var store = new MemoryCheckpoints();
            _ = Quick.Fit(mode, Of(new(batchSize) { HearsOfOthers = true }, store), Length);
            store.Cut(kept);
            var model = new Batched(batchSize) { HearsOfOthers = true };
            Measure.AssertSameBits(whole.Audio, Quick.Fit(mode, Of(model, store), Length).Audio);
            Assert.Equal(kept == count ? 0 : count - (kept / batchSize * batchSize), model.Fits);

            // What the second run has written is taken up as what the first has.
            Measure.AssertSameBits(whole.Audio, Quick.Fit(mode, Of(model = new(batchSize), store), Length).Audio);
            Assert.Equal(0, model.Fits);
        }
    }

    [Fact]
    public void A_batch_of_too_few_outcomes_is_refused_by_name()
    {
        UpsamplerOptions options = Quick.With(plan => plan with { Model = new Batched(2) { Forgets = true } });
        var exception = Assert.Throws<InvalidOperationException>(() => Quick.Fit(FitMode.Guided, options, 6000));
        Assert.Contains("tests.batched", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fit_step_by_step_is_that_of_the_loop()
    {
        var options = new FitOptions { StepCount = 20, Schedule = LearningRateSchedule.Constant(0.1) };
        var course = new FitCourse([new TrainedNetwork(new Line())], options);
        for (int step = 1; !course.IsDone; step++)
        {
            Assert.Equal(step <= 20, course.Advance(step).HasValue);
        }

        FitOutcome outcome = course.End();
        Assert.Equal((StopReason.StepsTaken, 20, 1.0), (outcome.Reason, outcome.Losses.Count, outcome.BestLoss));
        Assert.Throws<InvalidOperationException>(() => course.Advance(1));
        Assert.Equal(StopReason.Canceled, new FitCourse([new TrainedNetwork(new Line())], options).End().Reason);
    }

    private sealed class Batched(int batchSize) : ISegmentBatchModel
    {
        private readonly FreeSamples _one = new();
        private int _fits;

        public bool Forgets { get; init; }

        /// <summary>Whether a fit depends on how many others there are, as rounding on a device does.</summary>
        public bool HearsOfOthers { get; init; }

        public int Fits => _fits;

        public int Largest { get; private set; }

        public int BatchSize => batchSize;

        public string Identity => "tests.batched";

        public ISegmentNetwork Create(SegmentInput input, int seed, int maxDegreeOfParallelism) => _one.Create(input, seed, maxDegreeOfParallelism);

        public ISegmentNetwork Import(SegmentInput input, IReadOnlyList<NamedTensor> tensors) => _one.Import(input, tensors);

        public IReadOnlyList<FitOutcome> Fit(IReadOnlyList<SegmentFit> fits, FitOptions options, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _fits, fits.Count);
            Largest = Math.Max(Largest, fits.Count);
            options = HearsOfOthers ? options with { StepCount = options.StepCount + fits.Count } : options;
            return [.. fits.Skip(Forgets ? 1 : 0).Select(fit => fit.Network.Fit(fit.Objective, options, fit.AfterStep, cancellationToken))];
        }
    }

    private sealed class Line : ITrainable, IParameterGroup
    {
        private readonly float[] _parameters = new float[1];
        private readonly float[] _gradients = [1];

        public IReadOnlyList<IParameterGroup> ParameterGroups => [this];

        public Span<float> Parameters => _parameters;

        public Span<float> Gradients => _gradients;
    }
}
