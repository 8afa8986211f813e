using System.Diagnostics;

namespace Siren2.NAudio.Tests;

/// <summary>A minute of stereo on a device that is simulated.</summary>
public sealed class PlaybackPromiseTests
{
    private const int Block = 4_800;

    /// <summary>
    /// A device asks for 100 ms every 100 ms of a clock that is the real one while something is being fitted, and jumps ahead while nothing is:
    /// the fit gets no more time than a listener would give it.
    /// </summary>
    [Fact]
    [Trait("Suite", "slow")]
    public void A_minute_is_heard_without_an_underrun_to_its_last_sample_and_seeks_land()
    {
        AudioClip clip = Player.Speech(60 * 8_000, channels: 2);
        var parts = new List<AudioClip>();
        _ = new Upsampler().FitAndWrite(clip, 48_000, parts.Add);
        float[] expected = Player.Interleave(AudioClip.Concatenate([.. parts]));
        Assert.InRange(parts.Count, 3, 100);
        Assert.Equal(2 * 60 * 48_000, expected.Length);

        using var provider = new SuperResolvingSampleProvider(clip, 48_000, options: new() { OnUnderrun = UnderrunBehavior.Silence });
        provider.WaitUntilReady();
        float[] heard = Play(provider);

        Assert.Equal(0, provider.UnderrunCount);
        Assert.Equal(expected.Length, heard.Length);
        Assert.True(expected.AsSpan().SequenceEqual(heard));

        float[] block = new float[2 * Block];
        foreach (double seconds in (double[])[59.5, 10.123, 31])
        {
            provider.CurrentTime = TimeSpan.FromSeconds(seconds);
            provider.WaitUntilReady();
            Assert.Equal(block.Length, provider.Read(block));
            Assert.True(expected.AsSpan(2 * (int)Math.Round(48_000 * seconds), block.Length).SequenceEqual(block), $"at {seconds} s");
        }

        Assert.Equal(0, provider.UnderrunCount);
    }

    private static float[] Play(SuperResolvingSampleProvider provider)
    {
        var heard = new List<float>(2 * (int)provider.Length);
        float[] block = new float[2 * Block];
        var clock = Stopwatch.StartNew();
        TimeSpan jumped = TimeSpan.Zero;
        for (int blocks = 0; ; blocks++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)blocks * Block / provider.WaveFormat.SampleRate);
            while (clock.Elapsed + jumped < due)
            {
                if (provider.IsFitting)
                {
                    Thread.Sleep(5);
                }
                else
                {
                    jumped = due - clock.Elapsed;
                }
            }

            int read = provider.Read(block);
            if (read == 0)
            {
                return [.. heard];
            }

            heard.AddRange(block.AsSpan(0, read));
        }
    }
}
