using Siren2.Core.Tests.Seams;
using Siren2.Core.Tests.Segments;
using Siren2.MissingBand;
using Siren2.Resampling;

namespace Siren2.Core.Tests.Upsampling;

public class RenderingTests
{
    private static readonly AudioClip Clip = Clips.Of(4001, i => 0.5f * MathF.Sin(i * i * 1e-4f), 7919);
    private static readonly Lazy<FittedClip> Fitted = new(() => Quick.Upsampler.Fit(Clip, 16_001));

    [Theory]
    [InlineData(8)]
    [InlineData(4000)]
    [InlineData(7918)]
    [InlineData(7919)]
    [InlineData(7920)]
    [InlineData(11_025)]
    [InlineData(16_001)]
    [InlineData(16_002)]
    [InlineData(44_100)]
    [InlineData(48_017)]
    [InlineData(192_000)]
    public void A_rendering_is_as_long_as_the_clip_asks_for_at_any_rate(int rate)
    {
        AudioClip rendered = Fitted.Value.Render(rate);
        Assert.Equal(rate, rendered.SampleRate);
        Assert.Equal(new SincResampler(7919, rate).OutputLength(Clip.Length), rendered.Length);
        Assert.Equal(-1, rendered.Channel(0).IndexOfAnyExceptInRange(float.MinValue, float.MaxValue));
    }

    [Fact]
    public void Lengths_hold_for_every_short_clip()
    {
        for (int length = 1; length < 40; length++)
        {
            FittedClip fitted = Quick.Upsampler.Fit(Clips.Noise(length, 7000), 16_000);
            Assert.Equal(((48 * length) + 6) / 7, fitted.Render(48_000).Length);
        }
    }

    [Fact]
    public void At_the_clips_own_rate_the_clip_comes_back_and_below_it_the_networks_have_no_say()
    {
        Measure.AssertSameBits(Clip, Fitted.Value.Render(7919));
        Measure.AssertSameBits(new SincResampler(7919, 4000).Resample(Clip), Fitted.Value.Render(4000));
    }

    [Fact]
    public void At_the_rate_of_the_fit_it_is_the_result_and_above_it_the_result_interpolated()
    {
        AudioClip result = Quick.Upsampler.FitAndPredict(Clip, 16_001).Audio;
        Measure.AssertSameBits(result, Fitted.Value.Render());
        Measure.AssertSameBits(result, Fitted.Value.Render(16_001));
        AudioClip doubled = Fitted.Value.Render(32_002);
        double energy = Measure.Energy(result);
        for (int i = 400; i < result.Length - 400; i++)
        {
            // The uppermost part of the band is lost in the transition of the interpolation.
            Assert.Equal(result.Channel(0)[i], doubled.Channel(0)[2 * i], 0.02 * Math.Sqrt(energy / result.Length));
        }
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(1_536_001)]
    [InlineData(10_000_000)]
    public void Rates_that_cannot_be_rendered_are_refused(int rate) =>
        Assert.Equal(rate, Assert.Throws<ArgumentOutOfRangeException>("sampleRate", () => Fitted.Value.Render(rate)).ActualValue);

    [Fact]
    public void Renderings_of_a_fit_do_not_change_each_other()
    {
        AudioClip before = Fitted.Value.Render();
        _ = Fitted.Value.Render(44_100);
        _ = Fitted.Value.Render(4000);
        Measure.AssertSameBits(before, Fitted.Value.Render());
        Measure.AssertSameBits(Clip, Fitted.Value.Clip);
    }

    [Theory]
    [InlineData("guided, projected", 16_000)]
    [InlineData("blind", 48_000)]
    [InlineData("copied", 16_000)]
    public void A_rendering_of_a_saved_fit_ends_at_any_report_and_the_next_one_is_as_if_nothing_had_been(string kind, int rate)
    {
        FittedClip fitted = SmallFits.Get(kind);
        var all = new ProgressRecorder();
        AudioClip expected = Again(fitted).Render(rate, all);
        Assert.All(all.Reports, report => Assert.Equal(fitted.Report.Mode, report.Mode));
        Assert.Equal(1, all.Reports[^1].Fraction);
        Assert.Contains(all.Reports, report => report.Stage == FitStage.Projection);
        Assert.InRange(all.Reports.Count, 5, 10_000);
        var random = new Random(3);
        for (int i = 0; i < 8; i++)
        {
            int moment = i == 0 ? 1 : random.Next(1, all.Reports.Count);
            using var source = new CancellationTokenSource();
            int count = 0;
            var progress = new ProgressRecorder(_ =>
            {
                if (++count == moment)
                {
                    source.Cancel();
                }
            });
            FittedClip loaded = Again(fitted);
            OperationCanceledException failure = Assert.ThrowsAny<OperationCanceledException>(() => loaded.Render(rate, progress, source.Token));
            Assert.Equal(source.Token, failure.CancellationToken);

            // On one thread nothing is begun after the moment.
            Assert.Equal(moment, count);
            Measure.AssertSameBits(expected, loaded.Render(rate));
        }
    }

    [Fact]
    public void What_is_there_already_is_rendered_without_a_report()
    {
        FittedClip loaded = Again(SmallFits.Get("guided"));
        _ = loaded.Render();
        var progress = new ProgressRecorder();
        _ = loaded.Render(progress);
        Assert.Empty(progress.Reports);
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        _ = Assert.Throws<OperationCanceledException>(() => loaded.Render(cancellationToken: canceled.Token));
        _ = Assert.Throws<OperationCanceledException>(() => loaded.Sample(0, [0.1], canceled.Token));
    }

    [Fact]
    public async Task Threads_that_render_at_once_wait_for_none_of_each_other_and_get_the_same()
    {
        // A texture that is not made until another thread has begun to make it too.
        using var both = new CountdownEvent(2);
        var texture = new Meeting(both);
        UpsamplerOptions options = UpsamplerOptions.Balanced with { Blind = new() { Texture = texture } };
        using var stream = new MemoryStream();
        await new Upsampler(options).Fit(Clip, 16_000).SaveAsync(stream);
        stream.Position = 0;
        FittedClip loaded = await FittedClip.LoadAsync(stream, options);
        texture.Waits = true;
        AudioClip[] rendered = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                () => loaded.Render(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.True(texture.HaveMet);
        Measure.AssertSameBits(rendered[0], rendered[1]);
    }

    private static FittedClip Again(FittedClip fitted)
    {
        using var stream = new MemoryStream();
        fitted.Save(stream);
        stream.Position = 0;
        return FittedClip.Load(stream, UpsamplerOptions.Balanced with { MaxDegreeOfParallelism = 1 });
    }

    private sealed class Meeting(CountdownEvent both) : ITextureSource
    {
        public string Identity => "tests.meeting";

        public bool Waits { get; set; }

        public bool HaveMet { get; private set; } = true;

        public void Synthesize(TextureRequest request, IReadOnlyList<float[]> textures, CancellationToken cancellationToken)
        {
            if (Waits)
            {
                _ = both.Signal();
                HaveMet &= both.Wait(TimeSpan.FromMinutes(1), CancellationToken.None);
            }

            new AlternatingTexture().Synthesize(request, textures, cancellationToken);
        }
    }
}
