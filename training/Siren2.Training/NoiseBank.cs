using MathNet.Numerics.Random;

namespace Siren2.Training;

/// <summary>
/// A minute of white noise, analyzed: its density fluctuates as that of noise does. Of any spectrum it becomes noise by weighing the
/// bands.
/// </summary>
internal sealed class NoiseBank
{
    private const int SampleRate = 44100;
    private const int Seconds = 60;

    private readonly Recording _noise;

    public NoiseBank()
    {
        var random = new Xoshiro256StarStar(1, threadSafe: false);
        float[] signal = new float[SampleRate * Seconds];
        for (int i = 0; i < signal.Length; i++)
        {
            // Variance rate/2 gives a density of 1 per hertz.
            signal[i] = (float)(Math.Sqrt(0.5 * SampleRate) * MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1));
        }

        _noise = Recording.Of(signal, SampleRate, SoundKind.Noise);
    }

    /// <summary>Fills some frames with noise of density 1, <c>[frames, SubBands.Count]</c>.</summary>
    public void Read(Random random, Span<float> density)
    {
        int frames = density.Length / SubBands.Count;
        _noise.Read(random.Next(_noise.Frames - frames), density);
        Span<float> last = density[^SubBands.Count..];
        for (int b = SubBands.Below(0.49 * SampleRate); b < SubBands.Count; b++)
        {
            last[b] = last[b - 1];
        }
    }
}
