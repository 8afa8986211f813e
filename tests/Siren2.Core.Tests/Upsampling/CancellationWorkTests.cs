using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Siren2.Core.Tests.Spectral;
using Siren2.Losses;

namespace Siren2.Core.Tests.Upsampling;

/// <summary>However late or early a fit is canceled, what it still does is one step or block of each thread: work is counted, not time.</summary>
public class CancellationWorkTests
{
    private const int Moments = 3;

    // Long enough for two blocks of the estimate, and reads of the long-term spectrum all over it.
    private static readonly AudioClip Long = Clips.Noise(70_000, channels: 2);

    // What is never canceled is the same fit however it would have answered.
    private static readonly ConcurrentDictionary<(FitMode Mode, int Threads), int> Reports = new();

    public static TheoryData<FitMode, CancellationBehavior> Kinds => new()
    {
        { FitMode.Blind, CancellationBehavior.Throw },
        { FitMode.Blind, CancellationBehavior.ReturnBest },
        { FitMode.Guided, CancellationBehavior.Throw },
        { FitMode.Guided, CancellationBehavior.ReturnBest },
    };

    private static UpsamplerOptions Options => Quick.With(plan => plan with { Fit = new() { StepCount = 1 }, SegmentLength = 16_384 });

    [Fact]
    public void Every_stage_reports_before_it_works_and_they_come_in_order()
    {
        var progress = new ProgressRecorder();
        _ = new Upsampler(Options).FitAndPredict(Long, 16_000, progress);
        FitStage[] stages = [.. progress.Reports.Select(report => report.Stage)];
        Assert.Equal([FitStage.Analysis, FitStage.Baseline, FitStage.Target, FitStage.Fit, FitStage.Projection], stages.Distinct());
        Assert.Equal(stages.Order(), stages);
        Assert.All(progress.Reports, report => Assert.Equal(report.Stage is FitStage.Fit, report.Network >= 0));
        Assert.All(
            progress.Reports.Where(report => report.Stage < FitStage.Fit), report => Assert.Equal((0, null), (report.Fraction, report.Remaining)));
        Assert.All(
            progress.Reports.Where(report => report.Stage > FitStage.Fit), report => Assert.Equal((1, TimeSpan.Zero), (report.Fraction, report.Remaining)));
        Assert.InRange(stages.Count(stage => stage == FitStage.Analysis), 10, 1000);
        Assert.InRange(stages.Count(stage => stage == FitStage.Target), 3, 1000);

        // Blocks of at most 2¹⁶ output samples: a resampler and both directions of the projector, and these two again.
        int blocks = 2 * Long.Length * Long.ChannelCount >> 16;
        Assert.InRange(stages.Count(stage => stage == FitStage.Baseline), 3 * blocks, 1000);
        Assert.InRange(stages.Count(stage => stage == FitStage.Projection), 2 * blocks, 1000);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("Suite", "slow")]
    public void On_one_thread_nothing_is_begun_after_the_moment_of_cancellation(FitMode mode, CancellationBehavior behavior)
    {
        UpsamplerOptions options = Options with { MaxDegreeOfParallelism = 1, OnCancellation = behavior };
        int reports = ReportsOf(options, mode);
        var random = new Random(7);
        for (int i = 0; i < Moments; i++)
        {
            (int all, int evaluations, ProgressRecorder progress) = Run(options, mode, random.Next(1, reports));

            // Whether the best so far of a guided fit is better than nothing is found out once.
            Assert.InRange(evaluations, 0, behavior == CancellationBehavior.ReturnBest && mode == FitMode.Guided ? 1 : 0);
            IReadOnlyList<FitProgress> after = [.. progress.Reports.Skip(all)];
            if (behavior == CancellationBehavior.Throw)
            {
                Assert.Empty(after);
            }
            else
            {
                // The best so far has a baseline, and what was fitted is kept to the missing band; no network and no envelope of one is begun.
                Assert.DoesNotContain(after, report => report.Network >= 0);
                Assert.DoesNotContain(after, report => report.Stage == FitStage.Target && mode == FitMode.Blind);
            }
        }
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void Of_several_threads_each_takes_one_step_more_at_most(FitMode mode)
    {
        UpsamplerOptions options = Options with { MaxDegreeOfParallelism = 3 };
        int reports = ReportsOf(options, mode);
        var random = new Random(8);
        for (int i = 0; i < Moments; i++)
        {
            (_, int evaluations, _) = Run(options, mode, random.Next(1, reports));

            // Of every thread: the step that is under way; a network in its last one is judged by its loss, a guided one beside that of its baseline.
            Assert.InRange(evaluations, 0, mode == FitMode.Blind ? 6 : 9);
        }
    }

    /// <summary>A host's source may be slow: not a frame of the analysis is read in vain.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(120)]
    public void Nothing_is_read_after_the_moment_of_cancellation(int moment)
    {
        using var source = new CancellationTokenSource();
        int reads = 0;
        var clip = new CountedSource(Long, read =>
        {
            reads = read;
            if (read == moment)
            {
                source.Cancel();
            }
        });
        _ = Assert.Throws<OperationCanceledException>(
            () => new Upsampler(Options).FitAndWrite(clip, 16_000, _ => { }, cancellationToken: source.Token));
        Assert.Equal(moment, reads);
    }

    [Fact]
    public void Writing_ends_within_one_block()
    {
        using var again = new CancellationTokenSource();
        int writes = 0;
        using var stream = new CountedStream(write =>
        {
            writes = write;
            if (write == 3)
            {
                again.Cancel();
            }
        });
        _ = Assert.Throws<OperationCanceledException>(() => new Upsampler(Options).FitAndWrite(Long, 16_000, stream, cancellationToken: again.Token));
        Assert.Equal(3, writes);
    }

    /// <summary>How many reports a fit makes that is not canceled.</summary>
    private static int ReportsOf(UpsamplerOptions options, FitMode mode) =>
        Reports.GetOrAdd((mode, options.MaxDegreeOfParallelism), _ => Run(options, mode, int.MaxValue).Reports);

    /// <summary>Cancels at a report; tells how many there were by then, how often a loss was evaluated afterwards, and all reports.</summary>
    private static (int Reports, int Evaluations, ProgressRecorder Progress) Run(UpsamplerOptions options, FitMode mode, int moment)
    {
        using var source = new CancellationTokenSource();
        int evaluations = 0;
        int reports = 0;
        var counted = new DelegateLoss((prediction, target, gradient) =>
        {
            _ = source.IsCancellationRequested ? Interlocked.Increment(ref evaluations) : 0;
            TensorPrimitives.Multiply(prediction, 1e-6f, gradient);
            return 5e-7 * TensorPrimitives.SumOfSquares(prediction);
        });
        var progress = new ProgressRecorder(_ =>
        {
            if (++reports == moment)
            {
                source.Cancel();
            }
        });
        UpsamplerOptions own = options with
        {
            Blind = options.Blind with { ExtraLoss = new(counted) },
            Guided = options.Guided with { ExtraLoss = new(counted) },
        };
        var reference = new AudioClip(16_000, Noise.Uniform(2 * Long.Length, 1), Noise.Uniform(2 * Long.Length, 2));
        try
        {
            _ = mode == FitMode.Blind
                ? new Upsampler(own).FitAndPredict(Long, 16_000, progress, source.Token)
                : new Upsampler(own).FitAndPredict(Long, reference, progress, source.Token);
            Assert.True(moment == int.MaxValue || options.OnCancellation == CancellationBehavior.ReturnBest);
        }
        catch (OperationCanceledException e) when (e.CancellationToken == source.Token)
        {
            Assert.Equal(CancellationBehavior.Throw, options.OnCancellation);
        }

        return (moment == int.MaxValue ? reports : moment, evaluations, progress);
    }

    private sealed class CountedSource(IAudioSource source, Action<int> onRead) : IAudioSource
    {
        private int _reads;

        public int SampleRate => source.SampleRate;

        public int ChannelCount => source.ChannelCount;

        public long Length => source.Length;

        public void Read(long start, ReadOnlySpan<Memory<float>> channels)
        {
            onRead(++_reads);
            source.Read(start, channels);
        }
    }

    private sealed class CountedStream(Action<int> onWrite) : MemoryStream
    {
        private int _writes;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(buffer);
            onWrite(++_writes);
        }
    }
}
