using System.Numerics.Tensors;
using Siren2.Kernels.Simd;
using Siren2.Kernels.SineNetwork;

namespace Siren2.Decoding;

/// <summary>
/// The gradient of the latents, put together by groups that each cover a stretch of frames. Frames that a group has to itself
/// go straight to their destination; those that it shares with its neighbors wait in a buffer of its own, and are added up in
/// the order of the groups.
/// </summary>
internal sealed unsafe class LatentGradient
{
    private readonly int _channels;
    private readonly Stretch[] _stretches;
    private readonly AlignedBuffer[] _shared;
    private readonly int[] _covered;
    private float* _destination;
    private int _frames;

    /// <param name="starts">First frame of every group; never less than the one before.</param>
    /// <param name="ends">One after the last frame of every group, at least the next group's first; never less than the one before.</param>
    /// <param name="channels">Channels of the latents.</param>
    public LatentGradient(ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, int channels)
    {
        _channels = channels;
        _stretches = new Stretch[starts.Length];
        _shared = new AlignedBuffer[starts.Length];
        _covered = new int[starts.Length];
        for (int g = 0; g < starts.Length; g++)
        {
            int ownStart = g == 0 ? starts[g] : Math.Clamp(ends[g - 1], starts[g], ends[g]);
            int ownEnd = g + 1 == starts.Length ? ends[g] : Math.Clamp(starts[g + 1], ownStart, ends[g]);
            _stretches[g] = new Stretch(starts[g], ownStart, ownEnd, ends[g]);
            _shared[g] = new AlignedBuffer((ownStart - starts[g] + ends[g] - ownEnd) * channels);
        }
    }

    /// <summary>Says where the gradient goes, <c>[frames, channels]</c>; a null pointer where nobody wants it.</summary>
    public void Use(float* destination, int frames)
    {
        _destination = destination;
        _frames = frames;
    }

    /// <summary>Starts a group again.</summary>
    public void Begin(int group) => _covered[group] = _stretches[group].Start;

    /// <summary>Adds a window's gradients; the windows of a group come in the order of their frames, without gaps.</summary>
    public void Add(int group, LatentWindow window)
    {
        if (_destination == null)
        {
            return;
        }

        Stretch stretch = _stretches[group];
        int end = Math.Min(window.First + window.Count, stretch.End);
        for (int frame = window.First; frame < end; frame++)
        {
            var gradient = new ReadOnlySpan<float>(window.FrameGradients + ((frame - window.First) * window.Pitch), _channels);
            bool own = frame >= stretch.OwnStart && frame < stretch.OwnEnd;
            Put(gradient, own ? Destination(frame) : Shared(group, frame), add: frame < _covered[group]);
        }

        _covered[group] = Math.Max(_covered[group], end);
    }

    /// <summary>Finishes the gradient once all groups are done.</summary>
    public void Finish()
    {
        if (_destination == null)
        {
            return;
        }

        int covered = _stretches[0].Start;
        new Span<float>(_destination, covered * _channels).Clear();
        for (int group = 0; group < _stretches.Length; group++)
        {
            Stretch stretch = _stretches[group];
            for (int frame = stretch.Start; frame < stretch.End; frame++)
            {
                if (frame < stretch.OwnStart || frame >= stretch.OwnEnd)
                {
                    Put(Shared(group, frame), Destination(frame), add: frame < covered);
                }
            }

            covered = Math.Max(covered, stretch.End);
        }

        new Span<float>(_destination + ((nint)covered * _channels), (_frames - covered) * _channels).Clear();
    }

    private static void Put(ReadOnlySpan<float> source, Span<float> destination, bool add)
    {
        if (add)
        {
            TensorPrimitives.Add(destination, source, destination);
        }
        else
        {
            source.CopyTo(destination);
        }
    }

    private Span<float> Destination(int frame) => new(_destination + ((nint)frame * _channels), _channels);

    private Span<float> Shared(int group, int frame)
    {
        Stretch stretch = _stretches[group];
        int row = frame < stretch.OwnStart ? frame - stretch.Start : stretch.OwnStart - stretch.Start + frame - stretch.OwnEnd;
        return _shared[group].Span.Slice(row * _channels, _channels);
    }

    /// <summary>Frames of a group: shared with groups before it, its own, shared with groups after it.</summary>
    private readonly record struct Stretch(int Start, int OwnStart, int OwnEnd, int End);
}
