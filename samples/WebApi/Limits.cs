using Siren2;

namespace WebApi;

/// <summary>What a request may ask for.</summary>
internal sealed class Limits
{
    public const string SectionName = "Limits";

    /// <summary>Bytes of a request. Default 100 MiB.</summary>
    public long RequestBytes { get; set; } = 100 << 20;

    /// <summary>Length of a clip in seconds. Default ten minutes.</summary>
    public double Seconds { get; set; } = 600;

    /// <summary>Samples of a result, all channels together. Default a hundred million.</summary>
    public double ResultSamples { get; set; } = 1e8;

    public bool IsValid => RequestBytes > 0 && Seconds > 0 && ResultSamples > 0;

    /// <summary>Refuses a clip that is too long, before anything is computed.</summary>
    /// <exception cref="TooLongException">It is.</exception>
    public void Check(IAudioSource clip, int rate)
    {
        double seconds = (double)clip.Length / clip.SampleRate;
        if (seconds > Seconds)
        {
            throw new TooLongException($"The clip has {seconds:F1} s; up to {Seconds} s are taken.");
        }

        double samples = seconds * rate * clip.ChannelCount;
        if (samples > ResultSamples)
        {
            throw new TooLongException($"The result would have {samples:F0} samples; up to {ResultSamples} are given.");
        }
    }
}
