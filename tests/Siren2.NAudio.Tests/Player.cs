using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using NAudio.Wave;
using Siren2.Parts;
using Siren2.Reports;

namespace Siren2.NAudio.Tests;

/// <summary>Clips, plans of many small parts, and what the whole of them gives.</summary>
internal static class Player
{
    /// <summary>Parts of one second at 16 kHz, to have many of them in seconds.</summary>
    private static readonly PartSizes Sizes = new(1 << 14, 512);

    public static AudioClip Noise(int length, int rate, int channels, int seed = 1)
    {
        var random = new Random(seed);
        return new AudioClip(
            rate,
            [.. Enumerable.Range(0, channels).Select(_ => Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())]);
    }

    /// <summary>Speech again and again, every channel shifted, to any length.</summary>
    public static AudioClip Speech(int length, int channels)
    {
        var speech = AudioClip.Load(Path.Combine(AppContext.BaseDirectory, "Clips", "speech-8k.wav"));
        return new AudioClip(
            speech.SampleRate,
            [
                .. Enumerable.Range(0, channels).Select(
                    c => Enumerable.Range(0, length).Select(i => speech.Channel(0)[(i + (977 * c)) % speech.Length]).ToArray()),
            ]);
    }

    public static UpsamplePlan SmallParts(IAudioSource clip, int rate, UpsamplerOptions? options = null) => new(
        options ?? UpsamplerOptions.Balanced, Sizes, new CheckedSource(clip, nameof(clip)), null, rate, NullLogger.Instance,
        new FitMonitor(FitMode.Blind, CancellationBehavior.Throw, null, default));

    /// <summary>What a program gets that is not in a hurry, one channel's samples after the other's.</summary>
    public static float[] Offline(UpsamplePlan plan, UpsamplerOptions? options = null)
    {
        var parts = new List<float[][]>();
        _ = new PartByPart(options ?? UpsamplerOptions.Balanced, plan, NullLogger.Instance)
            .Run(Stopwatch.GetTimestamp(), parts.Add, progress: null, CancellationToken.None);
        return Interleave([.. Enumerable.Range(0, plan.ChannelCount).Select(c => parts.SelectMany(part => part[c]).ToArray())]);
    }

    public static float[] Interleave(float[][] channels) =>
        [.. Enumerable.Range(0, channels[0].Length).SelectMany(i => channels.Select(channel => channel[i]))];

    public static float[] Interleave(AudioClip clip) =>
        Interleave([.. Enumerable.Range(0, clip.ChannelCount).Select(c => clip.Channel(c).ToArray())]);

    /// <summary>Reads in pieces of odd numbers of frames.</summary>
    public static float[] ReadAll(ISampleProvider provider, int frames = 1_237)
    {
        var all = new List<float>();
        float[] buffer = new float[frames * provider.WaveFormat.Channels];
        for (int read = provider.Read(buffer); read > 0; read = provider.Read(buffer))
        {
            all.AddRange(buffer.AsSpan(0, read));
        }

        return [.. all];
    }

    public static void AssertSame(AudioClip expected, IAudioSource source)
    {
        Assert.Equal((expected.SampleRate, expected.ChannelCount, (long)expected.Length), (source.SampleRate, source.ChannelCount, source.Length));
        var random = new Random(5);
        for (int i = 0; i < 20; i++)
        {
            int start = i == 0 ? 0 : random.Next(expected.Length + 1);
            int count = i == 0 ? expected.Length : random.Next(expected.Length - start + 1);
            AudioClip part = source.Read(start, count);
            for (int c = 0; c < expected.ChannelCount; c++)
            {
                Assert.True(expected.Channel(c).Slice(start, count).SequenceEqual(part.Channel(c)), $"{count} samples from {start} on, channel {c}");
            }
        }
    }
}
