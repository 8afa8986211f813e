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
    public static Recording Of(ReadOnlySpan<float> signal, int sampleRate)
    {
        var analyzer = new BandAnalyzer(sampleRate, SubBands.Edges);
        float[] density = new float[analyzer.Frames(signal.Length) * SubBands.Count];
        analyzer.Analyze(signal, density);
        TensorPrimitives.Add(density, LeastDensity, density);
        TensorPrimitives.Log(density, density);
        Half[] stored = new Half[density.Length];
        TensorPrimitives.ConvertToHalf(density, stored);
        return new Recording(stored, SubBands.Below(CutOff.Find(signal, sampleRate)));
    }

    /// <summary>Densities of some frames, <c>[frames, SubBands.Count]</c>.</summary>
    public void Read(int start, Span<float> density)
    {
        TensorPrimitives.ConvertToSingle(_logDensity.AsSpan(start * SubBands.Count, density.Length), density);
        TensorPrimitives.Exp(density, density);
    }
}
