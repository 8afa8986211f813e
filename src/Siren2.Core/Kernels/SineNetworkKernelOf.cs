namespace Siren2.Kernels;

/// <inheritdoc/>
/// <typeparam name="TOps">Vector operations.</typeparam>
/// <typeparam name="TVector">Vector type.</typeparam>
internal sealed unsafe class SineNetworkKernel<TOps, TVector>(SineNetworkShape shape) : SineNetworkKernel(shape)
    where TOps : struct, ISimdVector<TVector>
    where TVector : unmanaged
{
    private const int Rows = SineNetworkBlock.MaximumRows;
    private const int Panel = SineNetworkShape.Panel;

    public override void Project(LatentWindow window, float* parameters)
    {
        for (int panel = 0; panel < Shape.PaddedWidth; panel += Panel)
        {
            float* weights = parameters + Shape.LatentWeights + (panel * Shape.PaddedLatents);
            PanelProduct<TOps, TVector>.Multiply(
                window.Count, Shape.PaddedLatents, window.Frames, window.Pitch, weights, window.Products + panel, Shape.Pitch);
        }
    }

    public override void ProjectBackward(LatentWindow window, float* transposed, float* gradients)
    {
        PanelProduct<TOps, TVector>.AddTransposed(
            Shape.PaddedLatents, Shape.PaddedWidth, window.Count, window.Frames, window.Pitch,
            window.ProductGradients, Shape.Pitch, gradients + Shape.LatentWeights);
        for (int panel = 0; panel < Shape.PaddedLatents; panel += Panel)
        {
            float* weights = transposed + Shape.TransposedLatents + (panel * Shape.PaddedWidth);
            PanelProduct<TOps, TVector>.Multiply(
                window.Count, Shape.PaddedWidth, window.ProductGradients, Shape.Pitch, weights,
                window.FrameGradients + panel, window.Pitch);
        }
    }

    public override void Forward(SineNetworkBlock block, float* parameters, LatentWindow? window)
    {
        FirstLayer(block, parameters, window);
        for (int layer = 1; layer < Shape.Depth; layer++)
        {
            float* input = block.Activations + ((layer - 1) * block.LayerStride);
            float* output = input + block.LayerStride;
            float* derivative = block.Derivatives + (layer * block.LayerStride);
            float* bias = parameters + Shape.Bias(layer);
            for (int panel = 0; panel < Shape.PaddedWidth; panel += Panel)
            {
                float* weights = parameters + Shape.HiddenWeights(layer) + (panel * Shape.PaddedWidth);
                PanelProduct<TOps, TVector>.Multiply(
                    Rows, Shape.PaddedWidth, input, Shape.Pitch, weights, output + panel, Shape.Pitch);
                Activate(output + panel, bias + panel, derivative + panel);
            }
        }

        OutputLayer(block, parameters);
    }

    public override void Backward(
        SineNetworkBlock block, float* parameters, float* transposed, float* gradients, LatentWindow? window)
    {
        int last = Shape.Depth - 1;
        OutputLayerBackward(block, parameters, gradients);
        for (int layer = last; layer >= 1; layer--)
        {
            float* input = block.Activations + ((layer - 1) * block.LayerStride);
            float* inputDerivative = block.Derivatives + ((layer - 1) * block.LayerStride);
            float* delta = block.Derivatives + (layer * block.LayerStride);
            PanelProduct<TOps, TVector>.AddTransposed(
                Shape.PaddedWidth, Shape.PaddedWidth, Rows, input, Shape.Pitch, delta, Shape.Pitch,
                gradients + Shape.HiddenWeights(layer));

            // The activations of the layer below have served; its input gradient takes their place panel by panel.
            float* weights = transposed + ((layer - 1) * Shape.HiddenWeightCount);
            float* biasGradient = gradients + Shape.Bias(layer - 1);
            for (int panel = 0; panel < Shape.PaddedWidth; panel += Panel)
            {
                PanelProduct<TOps, TVector>.Multiply(
                    Rows, Shape.PaddedWidth, delta, Shape.Pitch, weights + (panel * Shape.PaddedWidth), input + panel, Shape.Pitch);
                ActivateBackward(input + panel, inputDerivative + panel, biasGradient + panel);
            }
        }

        FirstLayerBackward(block, gradients, window);
    }

    /// <summary>z → sin(ω0(z + bias)) in place, with ω0·cos beside it, over one panel of all rows.</summary>
    private void Activate(float* values, float* bias, float* derivative)
    {
        TVector omega = TOps.Broadcast(Shape.Omega0);
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Panel; column += TOps.Count)
            {
                int i = (row * Shape.Pitch) + column;
                TVector z = TOps.Multiply(TOps.Add(TOps.Load(values + i), TOps.Load(bias + column)), omega);
                SineCosine<TOps, TVector>.Evaluate(z, out TVector sine, out TVector cosine);
                TOps.Store(sine, values + i);
                TOps.Store(TOps.Multiply(cosine, omega), derivative + i);
            }
        }
    }

    /// <summary>Turns a panel of activation gradients into pre-activation gradients and adds their sums to the bias gradient.</summary>
    private void ActivateBackward(float* gradient, float* derivative, float* biasGradient)
    {
        int pitch = Shape.Pitch;
        for (int column = 0; column < Panel; column += 2 * TOps.Count)
        {
            TVector left = TOps.Broadcast(0);
            TVector right = TOps.Broadcast(0);
            for (int row = 0, i = column; row < Rows; row++, i += pitch)
            {
                TVector delta = TOps.Multiply(TOps.Load(gradient + i), TOps.Load(derivative + i));
                TOps.Store(delta, derivative + i);
                left = TOps.Add(left, delta);
                delta = TOps.Multiply(TOps.Load(gradient + i + TOps.Count), TOps.Load(derivative + i + TOps.Count));
                TOps.Store(delta, derivative + i + TOps.Count);
                right = TOps.Add(right, delta);
            }

            AddScaled(biasGradient + column, left, 1);
            AddScaled(biasGradient + column + TOps.Count, right, 1);
        }
    }

    /// <summary>
    /// The first layer is no matrix product: its columns are time, the second input, and latents that arrive already multiplied
    /// by their weights, at their own rate (W·interp(z) = interp(W·z)).
    /// </summary>
    private void FirstLayer(SineNetworkBlock block, float* parameters, LatentWindow? window)
    {
        TVector omega = TOps.Broadcast(Shape.Omega0);
        float* bias = parameters + Shape.FirstBias;
        for (int row = 0; row < Rows; row++)
        {
            TVector time = TOps.Broadcast(block.Time[row]);
            TVector second = TOps.Broadcast(block.Second[row]);
            TVector later = TOps.Broadcast(block.LatentFraction[row]);
            TVector earlier = TOps.Broadcast(1 - block.LatentFraction[row]);
            float* frame = window is null ? null : window.Products + ((block.LatentFrame[row] - window.First) * Shape.Pitch);
            float* activation = block.Activations + (row * Shape.Pitch);
            float* derivative = block.Derivatives + (row * Shape.Pitch);
            for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
            {
                TVector z = TOps.MultiplyAdd(time, TOps.Load(parameters + Shape.TimeRow + column), TOps.Load(bias + column));
                if (Shape.HasSecondInput)
                {
                    z = TOps.MultiplyAdd(second, TOps.Load(parameters + Shape.SecondRow + column), z);
                }

                if (frame != null)
                {
                    z = TOps.MultiplyAdd(earlier, TOps.Load(frame + column), z);
                    z = TOps.MultiplyAdd(later, TOps.Load(frame + Shape.Pitch + column), z);
                }

                SineCosine<TOps, TVector>.Evaluate(TOps.Multiply(z, omega), out TVector sine, out TVector cosine);
                TOps.Store(sine, activation + column);
                TOps.Store(TOps.Multiply(cosine, omega), derivative + column);
            }
        }
    }

    private void FirstLayerBackward(SineNetworkBlock block, float* gradients, LatentWindow? window)
    {
        for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
        {
            TVector timeSum = TOps.Broadcast(0);
            TVector secondSum = TOps.Broadcast(0);
            float* deltas = block.Derivatives + column;
            for (int row = 0; row < Rows; row++, deltas += Shape.Pitch)
            {
                TVector delta = TOps.Load(deltas);
                timeSum = TOps.MultiplyAdd(TOps.Broadcast(block.Time[row]), delta, timeSum);
                secondSum = TOps.MultiplyAdd(TOps.Broadcast(block.Second[row]), delta, secondSum);
            }

            AddScaled(gradients + Shape.TimeRow + column, timeSum, 1);
            if (Shape.HasSecondInput)
            {
                AddScaled(gradients + Shape.SecondRow + column, secondSum, 1);
            }
        }

        for (int row = 0; window is not null && row < Rows;)
        {
            int end = row + 1;
            while (end < Rows && block.LatentFrame[end] == block.LatentFrame[row])
            {
                end++;
            }

            InterpolationBackward(block, row, end, window.ProductGradients + ((block.LatentFrame[row] - window.First) * Shape.Pitch));
            row = end;
        }
    }

    /// <summary>Gives the gradients of rows that lie between the same two latent frames to those frames' products.</summary>
    private void InterpolationBackward(SineNetworkBlock block, int first, int end, float* frame)
    {
        for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
        {
            TVector earlier = TOps.Broadcast(0);
            TVector later = TOps.Broadcast(0);
            for (int row = first; row < end; row++)
            {
                TVector delta = TOps.Load(block.Derivatives + (row * Shape.Pitch) + column);
                TVector fraction = TOps.Broadcast(block.LatentFraction[row]);
                later = TOps.MultiplyAdd(fraction, delta, later);
                earlier = TOps.Add(earlier, delta);
            }

            // The weights of the two frames add up to one.
            AddScaled(frame + column, TOps.Subtract(earlier, later), 1);
            AddScaled(frame + Shape.Pitch + column, later, 1);
        }
    }

    private void OutputLayer(SineNetworkBlock block, float* parameters)
    {
        float* activation = block.Activations + ((Shape.Depth - 1) * block.LayerStride);
        float* weights = parameters + Shape.OutputRow;
        float bias = parameters[Shape.OutputBias];
        Span<float> output = block.Output;
        for (int row = 0; row < output.Length; row++, activation += Shape.Pitch)
        {
            TVector sum = TOps.Broadcast(0);
            for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
            {
                sum = TOps.MultiplyAdd(TOps.Load(activation + column), TOps.Load(weights + column), sum);
            }

            output[row] = TOps.Sum(sum) + bias;
        }
    }

    private void OutputLayerBackward(SineNetworkBlock block, float* parameters, float* gradients)
    {
        int last = Shape.Depth - 1;
        float* activation = block.Activations + (last * block.LayerStride);
        float* derivative = block.Derivatives + (last * block.LayerStride);
        float* biasGradient = gradients + Shape.Bias(last);
        for (int column = 0; column < Shape.PaddedWidth; column += TOps.Count)
        {
            TVector weight = TOps.Load(parameters + Shape.OutputRow + column);
            TVector weightSum = TOps.Broadcast(0);
            TVector biasSum = TOps.Broadcast(0);
            for (int row = 0; row < Rows; row++)
            {
                int i = (row * Shape.Pitch) + column;
                TVector gradient = TOps.Broadcast(block.OutputGradient[row]);
                weightSum = TOps.MultiplyAdd(gradient, TOps.Load(activation + i), weightSum);
                TVector delta = TOps.Multiply(TOps.Multiply(gradient, weight), TOps.Load(derivative + i));
                TOps.Store(delta, derivative + i);
                biasSum = TOps.Add(biasSum, delta);
            }

            AddScaled(gradients + Shape.OutputRow + column, weightSum, 1);
            AddScaled(biasGradient + column, biasSum, 1);
        }

        double total = 0;
        for (int row = 0; row < Rows; row++)
        {
            total += block.OutputGradient[row];
        }

        gradients[Shape.OutputBias] += (float)total;
    }

    private static void AddScaled(float* destination, TVector value, float scale) =>
        TOps.Store(TOps.MultiplyAdd(value, TOps.Broadcast(scale), TOps.Load(destination)), destination);
}
