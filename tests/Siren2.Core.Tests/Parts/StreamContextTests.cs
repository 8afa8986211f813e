using System.Collections.Concurrent;
using Siren2.Core.Tests.Seams;
using Siren2.Core.Tests.Upsampling;
using Siren2.Losses;

namespace Siren2.Core.Tests.Parts;

/// <summary>What hosts, logs and reports are told of a clip that is fitted in parts is what they are told of one fitted as a whole.</summary>
public class StreamContextTests
{
    private const int Length = 20_000;

    private static readonly (AudioClip Clip, AudioClip Reference) Pair = Streamed.Pair(Clips.Noise(2 * Length, 16_000));

    public static TheoryData<FitMode> Modes => [FitMode.Blind, FitMode.Guided];

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_fit_that_is_canceled_on_the_way_is_never_called_one_of_the_other_kind(FitMode mode)
    {
        using var source = new CancellationTokenSource();
        var log = new LogRecorder();
        UpsampleReport report = Streamed.Run(
            Quick.Options with
            {
                OnCancellation = CancellationBehavior.ReturnBest,
                Blind = new() { Texture = new AlternatingTexture(), LevelModel = new FlatLevels(-16) },
            },
            Pair.Clip,
            16_000,
            mode == FitMode.Guided ? Pair.Reference : null,
            Streamed.Sizes,
            _ => source.Cancel(),
            log,
            cancellationToken: source.Token);
        Assert.True(report.WasCanceled);
        Assert.Equal(mode, report.Mode);

        // The parts that were left have their say too.
        Assert.Equal(report.PartCount, log.Entries.Count(entry => entry.Message.Contains("baseline interpolated", StringComparison.Ordinal)));
        FitMode other = mode == FitMode.Blind ? FitMode.Guided : FitMode.Blind;
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains(other.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_loss_is_told_where_in_the_clip_it_is_in_every_part(FitMode mode)
    {
        var loss = new Positions();
        UpsamplerOptions options = Quick.With(networks => networks with { Fit = networks.Fit with { StepCount = 1 } });
        options = options with { Blind = options.Blind with { ExtraLoss = new(loss) }, Guided = options.Guided with { Loss = loss } };
        var plan = Streamed.Plan(options, Pair.Clip, 16_000, mode == FitMode.Guided ? Pair.Reference : null);
        Assert.InRange(plan.PartCount, 3, 5);
        for (int index = 0; index < plan.PartCount; index++)
        {
            loss.Starts.Clear();
            _ = plan.FitPart(index);
            long end = index + 1 < plan.PartCount ? plan.StartOf(index + 1) + plan.Overlap : plan.Length;
            Assert.Equal(plan.StartOf(index), loss.Starts.Min());
            Assert.InRange(loss.Starts.Max(), plan.StartOf(index) + 1, end - 1);
        }
    }

    [Fact]
    public void A_texture_is_told_where_in_the_clip_it_is_in_every_part()
    {
        var texture = new AlternatingTexture();
        var plan = Streamed.Plan(new UpsamplerOptions { Blind = new() { Texture = texture, LevelModel = new FlatLevels(-16) } }, Pair.Clip, 16_000);
        Assert.InRange(plan.PartCount, 3, 5);
        for (int index = 0; index < plan.PartCount; index++)
        {
            _ = plan.FitPart(index);
            Assert.Equal(plan.StartOf(index), texture.Asked!.Start);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_report_says_what_was_found_of_the_end_of_the_band(bool isGuided)
    {
        AssertEnd(InputBandEnd.NotLookedFor, Quick.Options with { Detail = 0 });
        AssertEnd(InputBandEnd.Given, Quick.Options with { Detail = 0, Bandwidth = 2500 });
        if (!isGuided)
        {
            AssertEnd(InputBandEnd.NotFound, new UpsamplerOptions { Blind = new() { Texture = new AlternatingTexture(), LevelModel = new FlatLevels(-16) } });
        }

        void AssertEnd(InputBandEnd expected, UpsamplerOptions end)
        {
            var upsampler = new Upsampler(end);
            UpsampleReport report = isGuided ? upsampler.FitAndWrite(Pair.Clip, Pair.Reference, _ => { }) : upsampler.FitAndWrite(Pair.Clip, 16_000, _ => { });
            Assert.Equal(expected, report.InputBandEnd);
        }
    }

    /// <summary>A loss that keeps where it was asked.</summary>
    private sealed class Positions : IWaveformLoss
    {
        public string Identity => "tests.positions";

        public ConcurrentBag<long> Starts { get; } = [];

        public double Evaluate(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, LossContext context, Span<float> gradient)
        {
            Starts.Add(context.Start);
            return new MeanSquaredErrorLoss().Evaluate(prediction, target, context, gradient);
        }
    }
}
