namespace Siren2.MissingBand;

/// <summary>What an <see cref="ITextureSource"/> is asked for.</summary>
public sealed record TextureRequest
{
    /// <summary>The channel at the output rate: nothing of it lies above <see cref="BandEdge"/>, <c>[samples]</c>.</summary>
    public required ReadOnlyMemory<float> Baseline { get; init; }

    /// <summary>Rate of the baseline in hertz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Where the missing band begins, in hertz.</summary>
    public required double BandEdge { get; init; }

    /// <summary>What the level model expects there: means, variances and expected powers.</summary>
    public required MissingBandLevels Levels { get; init; }

    /// <summary>The levels after the budget, and as magnitudes: what a texture that costs no more than it may should have.</summary>
    public required MissingBandTarget Target { get; init; }

    /// <summary>Channel of the clip, from zero.</summary>
    public int Channel { get; init; }

    /// <summary>Position of the first sample in the whole output, in samples from zero.</summary>
    public long Start { get; init; }

    /// <summary>What random numbers are to be drawn from: that of the options, another for every part of a long clip.</summary>
    public int Seed { get; init; }
}
