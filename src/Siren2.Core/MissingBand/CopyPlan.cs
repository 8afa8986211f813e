using Siren2.Kernels.Fft;
using Siren2.Spectral;

namespace Siren2.MissingBand;

/// <summary>
/// Frames and bands of a <see cref="CopiedTexture"/>. Lengths and shares were chosen by <c>benchmarks/peers/heard.py</c> on clips of development
/// (docs/quality.md).
/// </summary>
internal sealed class CopyPlan
{
    private const double WindowSeconds = 0.008;

    /// <summary>Frames to a window.</summary>
    private const int Overlap = 4;

    /// <summary>Up to where the known band is copied, relative to its end: above, decimators roll off.</summary>
    private const double SourceEnd = 0.93;

    /// <summary>How much of it is copied where nothing is harmonic, relative to its end.</summary>
    private const double UsualShare = 0.85;

    /// <summary>Bins of the known band below which there is nothing to copy.</summary>
    private const int FewestBins = 8;

    private CopyPlan(TextureRequest request, int length, int window, int size)
    {
        Window = window;
        Grid = new FrameGrid(length, size, window / Overlap);
        End = SourceEnd * request.BandEdge;
        Bands = new TextureBands(End, request.SampleRate, size, window);
    }

    /// <summary>Samples under the window.</summary>
    public int Window { get; }

    /// <summary>Where the frames lie.</summary>
    public FrameGrid Grid { get; }

    /// <summary>Up to where the known band is copied, in hertz.</summary>
    public double End { get; }

    /// <summary>By how many hertz, where nothing is harmonic.</summary>
    public double UsualDistance => UsualShare * End;

    /// <summary>Bands of the texture.</summary>
    public TextureBands Bands { get; }

    /// <summary>|X|² of a density of 1 under the window.</summary>
    public static double PowerOfDensity(int sampleRate, int window) => 0.5 * sampleRate * 0.375 * window;

    /// <summary>Factor on an overlap-add of inverse transforms: squared Hann windows a quarter of their length apart add up to 1.5.</summary>
    public float Normalization => 2f / Grid.Size / (0.375f * Overlap);

    /// <summary>A plan for textures that fit the request; null where nothing is missing or there is nothing to copy, and the textures are silence.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> or <paramref name="textures"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no channel, or lengths or numbers of channels differ.</exception>
    public static CopyPlan? OrSilence(TextureRequest request, IReadOnlyList<float[]> textures)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(textures);
        request.Check(textures);
        var plan = Of(request, textures[0].Length);
        for (int c = 0; plan is null && c < textures.Count; c++)
        {
            Array.Clear(textures[c]);
        }

        return plan;
    }

    private static CopyPlan? Of(TextureRequest request, int length)
    {
        int window = Math.Max(16, Overlap * (int)Math.Round(request.SampleRate * WindowSeconds / Overlap));
        int size = BatchFft.MinimumSize;
        while (size < 2 * window)
        {
            size *= 2;
        }

        return SourceEnd * request.BandEdge < 0.5 * request.SampleRate && SourceEnd * request.BandEdge * size >= FewestBins * (double)request.SampleRate
            ? new CopyPlan(request, length, window, size)
            : null;
    }
}
