namespace Siren2.Layers;

/// <summary>The sizes of a one-dimensional convolution.</summary>
/// <param name="InputChannels">Channels of the source.</param>
/// <param name="OutputChannels">Channels of the destination.</param>
/// <param name="KernelSize">Taps of the kernel.</param>
/// <param name="Stride">Frames from one window to the next.</param>
/// <param name="Dilation">Frames from one tap to the next.</param>
internal sealed record Conv1dShape(int InputChannels, int OutputChannels, int KernelSize, int Stride = 1, int Dilation = 1);
