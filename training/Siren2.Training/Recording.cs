using System.Numerics.Tensors;
using Siren2.MissingBand;

namespace Siren2.Training;

/// <summary>What a recording is of.</summary>
internal enum SoundKind
{
    Speech,
    Music,
    Noise,
}

/// <summary>The sub-band densities of a recording.</summary>
internal sealed class Recording
{
    private const float LeastDensity = 1e-26f;

    /// <summary>
    /// Good recordings of speech have, in a twentieth of their frames, at least this share of the density of white noise of their power
    /// in every band up to the top: −50 dB. What has less was taken away by a codec or a noise gate.
    /// </summary>
    private const double LeastShareOfSpeech = 1e-5;

    private readonly Half[] _logDensity;

    private Recording(Half[] logDensity, int validBands)
    {
        _logDensity = logDensity;
        ValidBands = validBands;
    }

    public int Frames => _logDensity.Length / SubBands.Count;

    /// <summary>Sub-bands that the recording tells about: those below its sample rate's half, and below where its band was cut off.</summary>
    public int ValidBands { get; }

    /// <summary>Analyzes a signal.</summary>
    public static Recording Of(ReadOnlySpan<float> signal, int sampleRate, SoundKind kind)
    {
        var analyzer = new BandAnalyzer(sampleRate, SubBands.Edges);
        float[] density = new float[analyzer.Frames(signal.Length) * SubBands.Count];
        analyzer.Analyze(signal, density);
        int valid = SubBands.Below(CutOff.Find(signal, sampleRate));
        if (kind == SoundKind.Speech)
        {
            double white = 2 * TensorPrimitives.SumOfSquares(signal) / signal.Length / sampleRate;
            valid = Heard(density, valid, LeastShareOfSpeech * white);
        }

        TensorPrimitives.Add(density, LeastDensity, density);
        TensorPrimitives.Log(density, density);
        Half[] stored = new Half[density.Length];
        TensorPrimitives.ConvertToHalf(density, stored);
        return new Recording(stored, valid);
    }

    /// <summary>How many sub-bands, up to the first above 3 kHz that is silent even when it is loud.</summary>
    private static int Heard(ReadOnlySpan<float> density, int valid, double least)
    {
        float[] course = new float[density.Length / SubBands.Count];
        int band = SubBands.Below(3000);
        for (; band < valid; band++)
        {
            for (int t = 0; t < course.Length; t++)
            {
                course[t] = density[(t * SubBands.Count) + band];
            }

            Array.Sort(course);
            if (course[(int)(0.95 * (course.Length - 1))] < least)
            {
                break;
            }
        }

        return band;
    }

    /// <summary>Densities of some frames, <c>[frames, SubBands.Count]</c>.</summary>
    public void Read(int start, Span<float> density)
    {
        TensorPrimitives.ConvertToSingle(_logDensity.AsSpan(start * SubBands.Count, density.Length), density);
        TensorPrimitives.Exp(density, density);
    }
}
