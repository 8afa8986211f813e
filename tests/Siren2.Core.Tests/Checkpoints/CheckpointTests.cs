using Siren2.Core.Tests.Segments;
using Siren2.Core.Tests.Upsampling;
using Siren2.Decimation;
using Siren2.Losses;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Checkpoints;

/// <summary>A job that stopped, however that came about, goes on from its checkpoint and ends as if it had not.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Length = 9000;

    private readonly string _folder = Directory.CreateTempSubdirectory("siren2-checkpoint-").FullName;

    public static TheoryData<FitMode, bool, int> Kinds => new()
    {
        { FitMode.Blind, false, 1 },
        { FitMode.Blind, true, 3 },
        { FitMode.Guided, false, 3 },
        { FitMode.Guided, true, 1 },
    };

    private string File => Path.Combine(_folder, "job.checkpoint");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_job_that_stops_again_and_again_ends_with_the_same_bits_and_the_same_report(FitMode mode, bool hasEncoder, int threads)
    {
        UpsamplerOptions options = Options(hasEncoder) with { MaxDegreeOfParallelism = threads };
        UpsampleResult expected = Quick.Fit(mode, options, Length);
        UpsampleResult? result = null;
        int stops = 0;
        for (int steps = 5; result is null; steps += 3)
        {
            ProgressRecorder progress = After(steps, () => throw new TimeZoneNotFoundException("stopped"));
            try
            {
                result = Quick.Fit(mode, options with { CheckpointFile = File }, Length, progress);
            }
            catch (TimeZoneNotFoundException)
            {
                stops++;
            }
        }

        Assert.InRange(stops, 1, 20);
        AssertEqual(expected, result);
    }

    [Theory]
    [InlineData(FitMode.Blind)]
    [InlineData(FitMode.Guided)]
    public void A_job_that_was_finished_is_not_fitted_again(FitMode mode)
    {
        UpsamplerOptions options = Options() with { CheckpointFile = File };
        UpsampleResult expected = Quick.Fit(mode, options, Length);
        byte[] before = System.IO.File.ReadAllBytes(File);
        var progress = new ProgressRecorder();
        AssertEqual(expected, Quick.Fit(mode, options, Length, progress));
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        Assert.Equal(expected.Report.Networks.Count, progress.Steps.Count);
        Assert.Equal(1, progress.Steps[^1].Fraction);
    }

    [Fact]
    public void A_job_that_was_canceled_goes_on()
    {
        UpsamplerOptions options = Options() with { MaxDegreeOfParallelism = 1 };
        using var cancellation = new CancellationTokenSource();
        ProgressRecorder progress = After(6, cancellation.Cancel);
        UpsamplerOptions kept = options with { CheckpointFile = File, OnCancellation = CancellationBehavior.ReturnBest };
        Assert.True(Quick.Fit(FitMode.Blind, kept, Length, progress, cancellation.Token).Report.WasCanceled);
        AssertEqual(Quick.Fit(FitMode.Blind, options, Length), Quick.Fit(FitMode.Blind, kept, Length));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_checkpoint_cut_at_any_byte_is_gone_on_with()
    {
        UpsamplerOptions options = Options() with { CheckpointFile = File };
        UpsampleResult expected = Quick.Fit(FitMode.Blind, options, Length);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(1);
        foreach (int length in (int[])[0, 1, 20, 50, 87, 88, 100, whole.Length - 1, .. Enumerable.Range(0, 12).Select(_ => random.Next(whole.Length))])
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            AssertEqual(expected, Quick.Fit(FitMode.Blind, options, Length));
            Assert.Equal(whole.Length, new FileInfo(File).Length);
        }
    }

    [Fact]
    public void A_checkpoint_with_a_changed_byte_is_refused_or_does_not_show_in_the_result()
    {
        UpsamplerOptions options = Options() with { CheckpointFile = File };
        UpsampleResult expected = Quick.Fit(FitMode.Blind, options, Length);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(2);
        int refused = 0;
        for (int trial = 0; trial < 40; trial++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
            System.IO.File.WriteAllBytes(File, damaged);
            try
            {
                AssertEqual(expected, Quick.Fit(FitMode.Blind, options, Length));
            }
            catch (InvalidDataException e)
            {
                refused++;
                Assert.Contains(File, e.Message, StringComparison.Ordinal);
                Assert.Contains("delete it", e.Message, StringComparison.Ordinal);
                Assert.Equal(damaged, System.IO.File.ReadAllBytes(File));
            }
        }

        Assert.InRange(refused, 35, 40);
    }

    [Fact]
    public void A_checkpoint_of_another_job_is_refused_with_the_reason_and_left_alone()
    {
        UpsamplerOptions options = Options() with { CheckpointFile = File };
        _ = Quick.Fit(FitMode.Blind, options, Length);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        AssertRefused("another clip", () => Quick.Fit(FitMode.Blind, options, Length + 1));
        AssertRefused("another clip", () => Quick.Fit(FitMode.Guided, options, Length));
        (AudioClip clip, _) = Clips.Pair(Length);
        foreach (UpsamplerOptions other in (UpsamplerOptions[])
            [
                options with { Seed = 4 },
                options with { Detail = 0.6 },
                options with { InputFilter = AntiAliasingFilter.Sox },
                options with { Interpolation = SincQuality.Fast },
                options with { Blind = options.Blind with { Decoder = options.Blind.Decoder with { Width = 17 } } },
                options with { Blind = options.Blind with { Encoder = SmallFits.Encoder } },
                options with { Blind = options.Blind with { Fit = options.Blind.Fit with { StepCount = 5 } } },
                options with { Blind = options.Blind with { ExtraLoss = new(new MeanSquaredErrorLoss(), 1) } },
            ])
        {
            AssertRefused("other options", () => new Upsampler(other).FitAndPredict(clip, 16_000));
        }

        AssertRefused("other options", () => new Upsampler(options).FitAndPredict(clip, 16_001));
        Assert.Equal(whole, System.IO.File.ReadAllBytes(File));

        // What does not change the bits does not matter either.
        _ = new Upsampler(options with { MaxDegreeOfParallelism = 1, OnCancellation = CancellationBehavior.ReturnBest }).FitAndPredict(clip, 16_000);
    }

    [Theory]
    [InlineData("RIFF....WAVE")]
    [InlineData("siren2 but nothing else, and longer than the header of a checkpoint would be, which has eighty-seven bytes")]
    public void A_file_that_is_no_checkpoint_is_refused_and_left_alone(string content)
    {
        System.IO.File.WriteAllText(File, content);
        AssertRefused("is not a checkpoint", () => Quick.Fit(FitMode.Blind, Options() with { CheckpointFile = File }, Length));
        Assert.Equal(content, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_checkpoint_that_another_job_is_using_or_that_cannot_be_is_refused()
    {
        using (new FileStream(File, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
        {
            _ = Assert.Throws<IOException>(() => Quick.Fit(FitMode.Blind, Options() with { CheckpointFile = File }, Length));
        }

        _ = Assert.Throws<UnauthorizedAccessException>(() => Quick.Fit(FitMode.Blind, Options() with { CheckpointFile = _folder }, Length));
        _ = Assert.Throws<ArgumentException>(() => new UpsamplerOptions { CheckpointFile = string.Empty });
    }

    private static ProgressRecorder After(int reports, Action then) => new(_ =>
    {
        if (--reports == 0)
        {
            then();
        }
    });

    private static UpsamplerOptions Options(bool hasEncoder = false) =>
        hasEncoder ? Quick.With(plan => plan with { Encoder = SmallFits.Encoder }) : Quick.Options;

    private static void AssertEqual(UpsampleResult expected, UpsampleResult actual)
    {
        Measure.AssertSameBits(expected.Audio, actual.Audio);
        Assert.Equal(expected.Report.EstimatedPsnrCost, actual.Report.EstimatedPsnrCost);
        Assert.Equal(expected.Report.GainOverBaseline, actual.Report.GainOverBaseline);
        Assert.Equal(expected.Report.MeanLosses(), actual.Report.MeanLosses());
        Assert.Equal(
            expected.Report.Networks.Select(network => network with { Outcome = network.Outcome with { Losses = [] } }),
            actual.Report.Networks.Select(network => network with { Outcome = network.Outcome with { Losses = [] } }));
    }

    private static void AssertRefused(string reason, Action fit) =>
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(fit).Message, StringComparison.Ordinal);
}
