using Siren2.Kernels;

namespace Siren2.Audio;

/// <summary>
/// Rounds the samples of one channel to integers, with triangular dither (Lipshitz, Wannamaker and Vanderkooy, "Quantization
/// and Dither", J. AES 40, 1992): the sum of two uniform noises of one step each makes mean and variance of the error
/// independent of the signal.
/// </summary>
internal sealed class Quantizer
{
    private readonly double _scale;
    private bool _dithers;
    private ulong _state;

    /// <summary>Prepares to quantize a channel.</summary>
    /// <param name="bits">Bits of the integers, sign included.</param>
    /// <param name="seed">Seed of the noise; every channel needs one of its own, or their noises would add up.</param>
    public Quantizer(int bits, int seed)
    {
        _scale = 1L << (bits - 1);
        _state = SplitMix.Mix((ulong)seed + 1);
    }

    /// <summary>Looks at samples that are about to be quantized: from the first ones on that have a rounding error, all are dithered.</summary>
    public void Inspect(ReadOnlySpan<float> samples)
    {
        for (int i = 0; i < samples.Length && !_dithers; i++)
        {
            double value = Clipped(samples[i] * _scale);
            _dithers = value != Math.Floor(value);
        }
    }

    /// <summary>The next sample of the channel as an integer in [−2^(bits−1), 2^(bits−1) − 1].</summary>
    public int Quantize(float sample)
    {
        double value = sample * _scale;
        if (_dithers)
        {
            value += TriangularNoise();
        }

        return (int)Clipped(Math.Floor(value + 0.5));
    }

    private double Clipped(double value) => Math.Clamp(value, -_scale, _scale - 1);

    /// <summary>The difference of two independent uniform numbers of 32 bits each, in (−1, 1).</summary>
    private double TriangularNoise()
    {
        _state += SplitMix.Increment;
        ulong bits = SplitMix.Mix(_state);
        return ((double)(uint)(bits >> 32) - (uint)bits) / (1L << 32);
    }
}
