using Siren2.Kernels.SineNetwork;

namespace Siren2.Decoding;

/// <summary>
/// Brings latents to blocks of rows, window by window. Latents are multiplied with their first-layer weights before they are
/// interpolated: W·interp(z) = interp(W·z), and there are far fewer frames than samples. Where there are not, a window holds no
/// more frames than one block needs, so that nothing leaves the cache.
/// </summary>
internal sealed unsafe class LatentProjection
{
    private readonly SineNetworkShape _shape;
    private readonly DecoderGrid _grid;
    private readonly LatentWindow[] _windows;
    private float* _latents;

    /// <param name="shape">Network.</param>
    /// <param name="grid">Grid, with latent frames.</param>
    /// <param name="blockRows">Samples of a block.</param>
    /// <param name="firstBlocks">First block of every group, and one after the last block.</param>
    /// <param name="workers">Number of workers.</param>
    public LatentProjection(SineNetworkShape shape, DecoderGrid grid, int blockRows, ReadOnlySpan<int> firstBlocks, int workers)
    {
        _shape = shape;
        _grid = grid;
        int[] starts = new int[firstBlocks.Length - 1];
        int[] ends = new int[starts.Length];
        for (int group = 0; group < starts.Length; group++)
        {
            starts[group] = FrameAt(firstBlocks[group] * blockRows);
            ends[group] = Math.Min(EndFrame(firstBlocks[group + 1] * blockRows), grid.LatentFrameCount);
        }

        Gradient = new LatentGradient(starts, ends, shape.LatentCount);
        int capacity = (int)Math.Min(Math.Ceiling((blockRows + 1) * grid.LatentStep), grid.LatentFrameCount) + 3;
        _windows = new LatentWindow[workers];
        for (int i = 0; i < workers; i++)
        {
            _windows[i] = new LatentWindow(shape, Math.Max(blockRows, capacity));
        }
    }

    public LatentGradient Gradient { get; }

    /// <summary>Place of a sample between the latent frames; samples after the last are where the last is.</summary>
    public double PositionAt(int sample) => Math.Clamp(
        _grid.LatentStart + (Math.Min(sample, _grid.Length - 1) * _grid.LatentStep), 0, _grid.LatentFrameCount - 1);

    /// <summary>Uses latents, <c>[frames, LatentCount]</c>, that stay where they are until the next call.</summary>
    public void Use(float* latents) => _latents = latents;

    /// <summary>Whether a window can hold all frames that some samples lie between.</summary>
    /// <param name="first">First sample.</param>
    /// <param name="end">One after the last sample.</param>
    public bool Fits(int first, int end) => EndFrame(end) - FrameAt(first) <= _windows[0].Capacity;

    /// <summary>Fills a worker's window with the frames that some samples lie between.</summary>
    public LatentWindow Load(int worker, int first, int end)
    {
        LatentWindow window = _windows[worker];
        window.First = FrameAt(first);
        window.Count = EndFrame(end) - window.First;
        for (int i = 0; i < window.Count; i++)
        {
            // One frame more than there is, so that the last may be "interpolated" with a zero weight.
            int frame = window.First + i;
            int known = frame < _grid.LatentFrameCount ? _shape.LatentCount : 0;
            var row = new Span<float>(window.Frames + (i * window.Pitch), _shape.PaddedLatents);
            new ReadOnlySpan<float>(_latents + ((nint)frame * _shape.LatentCount), known).CopyTo(row);
            row[known..].Clear();
        }

        new Span<float>(window.ProductGradients, window.Count * _shape.Pitch).Clear();
        return window;
    }

    private int FrameAt(int sample) => (int)PositionAt(sample);

    /// <summary>One after the later neighbor of a sample, so that successive stretches of samples leave no frame out.</summary>
    private int EndFrame(int sample) => FrameAt(sample) + 2;
}
