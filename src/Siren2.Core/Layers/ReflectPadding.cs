namespace Siren2.Layers;

/// <summary>
/// Extends a signal at both ends by its mirror image, the first and last frame not repeated, as EnCodec does it.
/// A signal too short to be mirrored is first extended by zeros at its end until it can be, and as many frames are
/// dropped from the end of the result: <c>[a b]</c> with 3 frames left and none right is mirrored as <c>[a b 0 0]</c>
/// and gives <c>[0 0 b a b]</c>.
/// </summary>
/// <remarks>
/// Source: <c>pad1d</c> and <c>get_extra_padding_for_conv1d</c> of EnCodec (Défossez et al. 2022, arXiv 2210.13438).
/// </remarks>
internal sealed class ReflectPadding
{
    private readonly int _channels;
    private readonly int _frames;
    private readonly int _left;
    private readonly int _mirrored;

    /// <summary>A padding by a number of frames at each end.</summary>
    /// <param name="frames">Frames of the source, at least 1.</param>
    /// <param name="channels">Channels, at least 1.</param>
    /// <param name="left">Frames to add before the first, at least 0.</param>
    /// <param name="right">Frames to add after the last, at least 0.</param>
    public ReflectPadding(int frames, int channels, int left, int right)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(frames, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        _frames = frames;
        _channels = channels;
        _left = left;
        _mirrored = Math.Max(frames, Math.Max(left, right) + 1);
        PaddedFrames = checked(left + frames + right);
    }

    /// <summary>Frames of the destination.</summary>
    public int PaddedFrames { get; }

    /// <summary>The padding that EnCodec gives a convolution, so that no frame at the end goes unseen.</summary>
    /// <param name="shape">The convolution.</param>
    /// <param name="frames">Frames of the source, at least 1.</param>
    /// <param name="causal">Whether the kernel looks back only: all but the extra padding then goes to the left.</param>
    public static ReflectPadding ForConvolution(Conv1dShape shape, int frames, bool causal)
    {
        // Without extra padding the convolution would give (frames − kernel + total) / stride + 1 windows; the count is
        // rounded up, and what the last window lacks is added at the end. EnCodec leaves the dilation out of this count:
        // it matters only for strided dilated convolutions, which SEANet does not have.
        int total = ((shape.KernelSize - 1) * shape.Dilation) - (shape.Stride - 1);
        int steps = (int)Math.Ceiling((frames - shape.KernelSize + total) / (double)shape.Stride);
        int extra = (steps * shape.Stride) + shape.KernelSize - total - frames;
        int right = causal ? 0 : total / 2;
        return new ReflectPadding(frames, shape.InputChannels, total - right, right + extra);
    }

    /// <summary>The place of the signal itself in the padded one.</summary>
    /// <param name="padded">Padded signal, <c>[PaddedFrames, channels]</c>.</param>
    public Span<float> Signal(Span<float> padded) => padded.Slice(_left * _channels, _frames * _channels);

    /// <summary>Adds the mirror images of the signal that is at its place.</summary>
    /// <param name="padded">Padded signal, <c>[PaddedFrames, channels]</c>; overwritten but for <see cref="Signal"/>.</param>
    public void Mirror(Span<float> padded)
    {
        Mirror(padded, 0, _left);
        Mirror(padded, _left + _frames, PaddedFrames);
    }

    /// <summary>The transpose of <see cref="Mirror(Span{float})"/>: every frame of the signal collects the gradients of its images.</summary>
    /// <param name="gradientPadded">Gradient of the padded signal, <c>[PaddedFrames, channels]</c>; that of the signal is left at its place.</param>
    public void Collect(Span<float> gradientPadded)
    {
        Collect(gradientPadded, 0, _left);
        Collect(gradientPadded, _left + _frames, PaddedFrames);
    }

    private void Mirror(Span<float> padded, int start, int end)
    {
        for (int p = start; p < end; p++)
        {
            Span<float> target = padded.Slice(p * _channels, _channels);
            int origin = Origin(p);
            if (origin < 0)
            {
                target.Clear();
            }
            else
            {
                Signal(padded).Slice(origin * _channels, _channels).CopyTo(target);
            }
        }
    }

    private void Collect(Span<float> gradientPadded, int start, int end)
    {
        Span<float> signal = Signal(gradientPadded);
        for (int p = start; p < end; p++)
        {
            int origin = Origin(p);
            for (int c = 0; origin >= 0 && c < _channels; c++)
            {
                signal[(origin * _channels) + c] += gradientPadded[(p * _channels) + c];
            }
        }
    }

    /// <summary>The frame of the source that padded frame <paramref name="p"/> shows, or −1 if it is silent.</summary>
    private int Origin(int p)
    {
        int frame = Math.Abs(p - _left);
        frame = frame < _mirrored ? frame : (2 * (_mirrored - 1)) - frame;
        return frame < _frames ? frame : -1;
    }
}
