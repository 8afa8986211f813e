using Siren2.Checks;

namespace Siren2.MissingBand;

/// <summary>What an <see cref="ITextureSource"/> is asked for.</summary>
public sealed record TextureRequest
{
    /// <summary>The clip at the output rate: nothing of it lies above <see cref="BandEdge"/>, <c>[channels][samples]</c>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public required IReadOnlyList<ReadOnlyMemory<float>> Channels { get; init => field = NullCheck.NotNull(value); }

    /// <summary>Rate of the channels in hertz.</summary>
    public required int SampleRate { get; init; }

    /// <summary>Where the missing band begins, in hertz.</summary>
    public required double BandEdge { get; init; }

    /// <summary>What the level model expects there, of every channel.</summary>
    /// <exception cref="ArgumentNullException">The value is null, or an element of it.</exception>
    public required IReadOnlyList<MissingBandLevels> Levels { get; init => field = NullCheck.NoneNull(value); }

    /// <summary>Position of the first sample in the whole output, in samples from zero.</summary>
    public long Start { get; init; }

    /// <summary>What random numbers are to be drawn from: that of the options, another for every part of a long clip.</summary>
    public int Seed { get; init; }

    /// <summary>Threads that the work may keep busy. Default 1; of a fit, that of <see cref="UpsamplerOptions.MaxDegreeOfParallelism"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxDegreeOfParallelism
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxDegreeOfParallelism));
            field = value;
        }
    }

    = 1;

    /// <summary>Throws unless the channels and what receives them fit each other.</summary>
    /// <param name="textures">What an <see cref="ITextureSource"/> was given to write to, <c>[channels][samples]</c>.</param>
    /// <exception cref="ArgumentNullException"><paramref name="textures"/> is null, or one of them.</exception>
    /// <exception cref="ArgumentException">
    /// There is no channel, lengths or numbers of channels differ, or rate or band edge is out of range.
    /// </exception>
    public void Check(IReadOnlyList<float[]> textures)
    {
        NullCheck.NoneNull(textures, nameof(textures));
        if (SampleRate is < 1 or > AudioClip.MaximumSampleRate || !(BandEdge > 0 && double.IsFinite(BandEdge)))
        {
            throw new ArgumentException(
                $"A band that ends at {BandEdge} Hz at a rate of {SampleRate} Hz was given; both must be positive, the rate {AudioClip.MaximumSampleRate} Hz at most.",
                nameof(textures));
        }

        if (Channels.Count == 0 || Channels.Count != Levels.Count || Channels.Count != textures.Count)
        {
            throw new ArgumentException(
                $"{Channels.Count} channels, levels of {Levels.Count} and room for {textures.Count} were given; there must be as many of each, and at least one.",
                nameof(textures));
        }

        int length = textures[0].Length;
        if (length == 0 || textures.Any(texture => texture.Length != length) || Channels.Any(channel => channel.Length != length))
        {
            throw new ArgumentException("All channels and textures must have the same number of samples, and at least one.", nameof(textures));
        }
    }
}
