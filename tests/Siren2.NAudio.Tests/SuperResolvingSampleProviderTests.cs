using NAudio.Wave;

namespace Siren2.NAudio.Tests;

/// <summary>What is heard while it is fitted is what a program gets that waits for all of it.</summary>
public sealed class SuperResolvingSampleProviderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(1, 16_000)]
    [InlineData(2, 16_000)]
    [InlineData(2, 11_025)]
    [InlineData(1, 8_000)]
    [Trait("Suite", "slow")]
    public void Parts_are_heard_as_the_whole_clip_is_fitted(int channels, int rate)
    {
        AudioClip clip = Player.Speech(75_000, channels);
        float[] expected = Player.Offline(Player.SmallParts(clip, rate));
        UpsamplePlan plan = Player.SmallParts(clip, rate);
        Assert.InRange(plan.PartCount, 4, 100);
        using var provider = new SuperResolvingSampleProvider(plan);

        Assert.Equal(WaveFormat.CreateIeeeFloatWaveFormat(rate, channels), provider.WaveFormat);
        Assert.Equal(expected.Length, provider.Length * channels);
        Assert.Equal(expected, Player.ReadAll(provider));
        Assert.Equal((provider.Length, provider.TotalTime), (provider.Position, provider.CurrentTime));
    }

    [Fact]
    public void A_short_clip_is_heard_as_Upsampler_gives_it()
    {
        AudioClip clip = Player.Speech(20_000, channels: 2);
        float[] expected = Player.Interleave(new Upsampler().FitAndPredict(clip, 24_000).Audio);
        using var provider = new SuperResolvingSampleProvider(clip, 24_000);
        Assert.Equal(expected, Player.ReadAll(provider));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_seek_lands_to_the_sample_wherever_it_goes()
    {
        AudioClip clip = Player.Speech(75_000, channels: 2);
        float[] expected = Player.Offline(Player.SmallParts(clip, 16_000));
        UpsamplePlan plan = Player.SmallParts(clip, 16_000);
        using var provider = new SuperResolvingSampleProvider(plan);
        var random = new Random(7);
        float[] buffer = new float[2 * 3_000];

        // Into parts, to where they are joined, over their edges, backwards, to the ends.
        long[] places =
        [
            plan.StartOf(3) + plan.Overlap, plan.StartOf(3) + plan.Overlap - 1, plan.StartOf(2), plan.StartOf(2) - 1, plan.StartOf(2) + 1, plan.Length - 1,
            0, plan.Length, 1, plan.StartOf(1) - 1_500, .. Enumerable.Range(0, 12).Select(_ => random.NextInt64(plan.Length)),
        ];
        foreach (long place in places)
        {
            provider.Position = place;
            int read = provider.Read(buffer);
            Assert.Equal((int)Math.Min(buffer.Length, 2 * (plan.Length - place)), read);
            Assert.True(expected.AsSpan(2 * (int)place, read).SequenceEqual(buffer.AsSpan(0, read)), $"from {place} on");
            Assert.Equal(place + (read / 2), provider.Position);
        }
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void A_storm_of_seeks_from_another_thread_tears_nothing()
    {
        AudioClip clip = Player.Speech(75_000, channels: 1);
        float[] expected = Player.Offline(Player.SmallParts(clip, 16_000));
        UpsamplePlan plan = Player.SmallParts(clip, 16_000);
        using var provider = new SuperResolvingSampleProvider(plan);
        using var over = new CancellationTokenSource();
        var random = new Random(11);
        var storm = new Thread(() =>
        {
            for (int i = 0; i < 60; i++)
            {
                provider.Position = random.NextInt64(plan.Length);
                Thread.Sleep(random.Next(40));
            }

            over.Cancel();
        });
        storm.Start();
        float[] buffer = new float[1_600];
        int compared = 0;
        while (!over.IsCancellationRequested)
        {
            int read = provider.Read(buffer);
            if (read > 0)
            {
                AssertIsStretchOf(expected, buffer.AsSpan(0, read));
                compared++;
            }
        }

        storm.Join();
        Assert.InRange(compared, 1, int.MaxValue);
        provider.Position = 100_000;
        Assert.Equal(buffer.Length, provider.Read(buffer));
        Assert.True(expected.AsSpan(100_000, buffer.Length).SequenceEqual(buffer));
    }

    [Fact]
    [Trait("Suite", "slow")]
    public void Nothing_is_fitted_that_is_not_about_to_be_heard()
    {
        AudioClip clip = Player.Speech(200_000, channels: 1);
        var source = new WatchedSource(clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000);
        Assert.InRange(plan.PartCount, 12, 1_000);
        source.Furthest = 0;
        using var provider = new SuperResolvingSampleProvider(plan, new() { LookAhead = TimeSpan.Zero });
        float[] buffer = new float[8_000];
        while (provider.Read(buffer) > 0)
        {
            Assert.True(SpinWait.SpinUntil(() => !provider.IsFitting, Patience));
            int heard = Enumerable.Range(0, plan.PartCount).Last(part => plan.StartOf(part) <= provider.Position);

            // The part that is heard, the one after it, and what that one shares with the next.
            long wanted = heard + 2 < plan.PartCount ? plan.StartOf(heard + 2) + plan.Overlap : plan.Length;
            Assert.InRange(source.Furthest, 0, (wanted + 1) / 2);
            Assert.InRange(provider.PartsInMemory, 1, 3);
        }
    }

    [Fact]
    public void A_longer_look_ahead_fits_further_and_no_more()
    {
        var source = new WatchedSource(Player.Speech(200_000, channels: 1));
        UpsamplePlan plan = Player.SmallParts(source, 16_000);
        source.Furthest = 0;
        using var provider = new SuperResolvingSampleProvider(plan, new() { LookAhead = TimeSpan.FromSeconds(12) });
        Assert.True(SpinWait.SpinUntil(() => !provider.IsFitting, Patience));
        Assert.InRange(source.Furthest, 12 * 8_000, 12 * 8_000 + (plan.StartOf(1) + plan.Overlap));
    }

    [Fact]
    public void Silence_is_given_and_counted_where_nothing_is_there_yet_and_nothing_is_lost()
    {
        AudioClip clip = Player.Speech(50_000, channels: 2);
        float[] expected = Player.Offline(Player.SmallParts(clip, 16_000));
        using var gate = new ManualResetEventSlim();
        var source = new WatchedSource(clip);
        UpsamplePlan plan = Player.SmallParts(source, 16_000);
        source.OnRead = _ => gate.Wait();
        using var provider = new SuperResolvingSampleProvider(plan, new() { OnUnderrun = UnderrunBehavior.Silence });
        float[] buffer = [.. Enumerable.Repeat(1f, 1_000)];
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal(1_000, provider.Read(buffer));
            Assert.All(buffer, sample => Assert.Equal(0, sample));
            Assert.Equal((i, 0L), (provider.UnderrunCount, provider.Position));
        }

        gate.Set();
        provider.WaitUntilReady();
        Assert.Equal(1_000, provider.Read(buffer));
        Assert.Equal(expected[..1_000], buffer);
        Assert.Equal(3, provider.UnderrunCount);
    }

    [Fact]
    public void No_samples_are_the_end_at_once()
    {
        using var provider = new SuperResolvingSampleProvider(new AudioClip(8_000, [], []), 16_000);
        provider.WaitUntilReady();
        Assert.Equal((0, 0L, 0L), (provider.Read(new float[10]), provider.Length, provider.UnderrunCount));
        provider.Position = 0;
    }

    [Fact]
    public void The_stream_of_a_provider_shares_its_position()
    {
        AudioClip clip = Player.Speech(50_000, channels: 1);
        float[] expected = Player.Offline(Player.SmallParts(clip, 16_000));
        using var provider = new SuperResolvingSampleProvider(Player.SmallParts(clip, 16_000));
        WaveStream stream = provider.AsWaveStream();
        Assert.Equal((400_000, TimeSpan.FromSeconds(6.25)), (stream.Length, stream.TotalTime));
        stream.CurrentTime = TimeSpan.FromSeconds(5);
        Assert.Equal(80_000, provider.Position);
        float[] second = new float[16_000];
        Assert.Equal(second.Length, stream.ToSampleProvider().Read(second));
        Assert.Equal(expected[80_000..96_000], second);
        Assert.Equal(4 * 96_000, stream.Position);
        stream.Dispose();
        Assert.Throws<ObjectDisposedException>(() => provider.Read(second));
    }

    [Fact]
    public void A_guided_plan_is_played_too()
    {
        AudioClip reference = Player.Noise(16_000, 16_000, channels: 1);
        AudioClip clip = new Resampling.SincResampler(16_000, 8_000).Resample(reference);
        var upsampler = new Upsampler(new() { Guided = new() { Decoder = new() { Width = 16, Depth = 2 }, Fit = new() { StepCount = 4 } } });
        using var provider = new SuperResolvingSampleProvider(upsampler.Plan(clip, reference));
        Assert.Equal(Player.Interleave(upsampler.FitAndPredict(clip, reference).Audio), Player.ReadAll(provider));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        AudioClip clip = Player.Speech(10_000, channels: 2);
        Assert.Throws<ArgumentNullException>("plan", () => new SuperResolvingSampleProvider(null!));
        Assert.Throws<ArgumentNullException>("clip", () => new SuperResolvingSampleProvider((IAudioSource)null!, 16_000));
        Assert.Throws<ArgumentOutOfRangeException>("targetSampleRate", () => new SuperResolvingSampleProvider(clip, 7_999));
        Assert.Throws<ArgumentOutOfRangeException>("targetSampleRate", () => new SuperResolvingSampleProvider(clip, 2_000_000));
        var broken = new AudioClip(8_000, [float.NaN, 0]);
        Assert.Throws<ArgumentException>("clip", () => new SuperResolvingSampleProvider(broken, 16_000));
        Assert.Throws<OperationCanceledException>(
            () => new SuperResolvingSampleProvider(clip, 16_000, cancellationToken: new CancellationToken(canceled: true)));
        Assert.Throws<ArgumentOutOfRangeException>("LookAhead", () => new SuperResolvingOptions { LookAhead = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>("OnUnderrun", () => new SuperResolvingOptions { OnUnderrun = (UnderrunBehavior)7 });

        using var provider = new SuperResolvingSampleProvider(clip, 16_000, options: new() { LookAhead = TimeSpan.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>("position", () => provider.Position = provider.Length + 1);
        Assert.Throws<ArgumentOutOfRangeException>("position", () => provider.CurrentTime = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentException>("buffer", () => provider.Read(new float[1]));
        Assert.Equal(0, provider.Read([]));
    }

    /// <summary>A read is never half of one place and half of another.</summary>
    private static void AssertIsStretchOf(float[] whole, ReadOnlySpan<float> stretch)
    {
        int start = 0;
        while (start <= whole.Length - stretch.Length)
        {
            int found = whole.AsSpan(start).IndexOf(stretch[..Math.Min(8, stretch.Length)]);
            Assert.True(found >= 0, "These samples are not of the clip.");
            if (whole.AsSpan(start + found).StartsWith(stretch))
            {
                return;
            }

            start += found + 1;
        }

        Assert.Fail("These samples are not of one stretch of the clip.");
    }
}
